// Draws the data blocks of figures with ECharts, in the colors of the style sheet. The library is fetched when the first figure comes into view.
const library = "asset:echarts.js";
const drawn = new Map();

// A token holds a color for light and one for dark; an element that wears it knows which one counts. It hangs outside of the body,
// which htmx replaces when the reader goes back.
const probe = document.documentElement.appendChild(document.createElement("i"));
probe.hidden = true;
// Where the system forces its own colors, series would all get the same one: drawings keep theirs, on a ground of their own.
probe.style.forcedColorAdjust = "none";
const token = (name) => {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
};
const colors = (data) =>
  (data.severity ? ["critical", "high", "medium", "low"] : ["1", "2", "3", "4"]).map((name) => token(`chart-${name}`));
const dashes = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
const font = () => ({ fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: token("muted") });

const hatch = () => ({ color: token("bg"), dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 });

// Known series take the colors in their order; what is not known is gray and hatched wherever it stands.
const series = (data) => {
  let known = 0;
  return data.series.map((one, index) => {
    const line = ["line", "step", "stacked-area"].includes(data.shape);
    const stacked = data.shape.startsWith("stacked") || data.shape === "shares";
    const color = one.unknown ? token("chart-other") : [...colors(data), token("chart-other")][Math.min(known++, 4)];
    return {
      name: one.name,
      type: data.shape === "dots" ? "scatter" : line ? "line" : "bar",
      step: data.shape === "step" ? "end" : false,
      stack: stacked ? "all" : undefined,
      areaStyle: data.shape === "stacked-area" ? { opacity: 0.75 } : undefined,
      lineStyle: line ? { width: 2, type: stacked ? "solid" : dashes[index % dashes.length] } : undefined,
      symbol: "circle",
      symbolSize: data.shape === "dots" ? 10 : 5,
      showSymbol: line && !stacked && data.categories.length <= 30,
      connectNulls: false,
      barMaxWidth: 40,
      color,
      itemStyle: { color, borderColor: token("bg"), borderWidth: stacked && !line ? 1 : 0, decal: one.unknown ? hatch() : undefined },
      cursor: one.links.some(Boolean) ? "pointer" : "default",
      data: one.values,
    };
  });
};

const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");

const axes = (data, width) => {
  const categories = {
    type: "category",
    data: data.categories,
    axisLine: { lineStyle: { color: token("control") } },
    axisTick: { show: false },
    // A few categories are all named, in several lines if need be; many are named as space allows.
    axisLabel: data.categories.length <= 8
      ? { ...font(), interval: 0, overflow: "break", lineHeight: 14, width: (width - 72) / data.categories.length - 6 }
      : { ...font(), hideOverlap: true },
  };
  const values = {
    type: "value",
    name: data.unit,
    nameTextStyle: { ...font(), align: "left" },
    splitLine: { lineStyle: { color: token("border") } },
    axisLabel: { ...font(), formatter: grouped },
    minInterval: 1,
    max: data.most ?? undefined,
  };
  if (data.shape !== "shares") return { xAxis: categories, yAxis: values };
  return {
    xAxis: { ...values, name: undefined, max: "dataMax", show: false },
    yAxis: { ...categories, axisLabel: { show: false }, axisLine: { show: false } },
  };
};

const options = (data, still, width) => ({
  animation: !still,
  animationDuration: 120,
  textStyle: font(),
  // The finding is the label of the drawing and the numbers are in the table; a third description would only repeat them.
  aria: { enabled: false },
  grid: { left: 8, right: 16, top: data.series.length > 1 ? 48 : 28, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
  legend: data.series.length > 1
    ? { top: 0, left: 0, icon: "roundRect", itemWidth: 14, itemHeight: 8, textStyle: { ...font(), color: token("text") } }
    : undefined,
  tooltip: {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    backgroundColor: token("bg"),
    borderColor: token("control"),
    padding: 8,
    textStyle: { ...font(), color: token("text") },
    valueFormatter: (value) => (value == null ? "unknown" : `${grouped(value)} ${data.unit}`),
  },
  ...axes(data, width),
  series: series(data),
});

const draw = async (figure) => {
  await import(library);
  const place = figure.querySelector("[data-drawing]");
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const chart = globalThis.echarts.init(place, null, { renderer: "svg" });
  const paint = () => chart.setOption(options(data, matchMedia("(prefers-reduced-motion: reduce)").matches, place.clientWidth), true);
  paint();
  chart.on("click", ({ seriesIndex, dataIndex }) => {
    const link = data.series[seriesIndex]?.links[dataIndex];
    if (link) location.assign(link);
  });
  new ResizeObserver(() => {
    chart.resize();
    paint();
  }).observe(place);
  drawn.set(figure, paint);
  figure.dataset.drawn = "";
};

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((entry) => entry.isIntersecting)) {
    seen.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "200px" });

const find = () => document.querySelectorAll("figure[data-chart]:not([data-drawn])").forEach((figure) => seen.observe(figure));
const repaint = () => drawn.forEach((paint) => paint());

find();
document.addEventListener("htmx:after:swap", find);
document.addEventListener("mainstay:theme", repaint);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
