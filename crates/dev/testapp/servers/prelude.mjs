// Stands before each script: what the test hands over, how the test is told, and the end with the test.

const settings = JSON.parse(process.argv[1] ?? '{}');

/** One JSON line for the test. */
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** Listens on a free port of this machine; gives the address as `127.0.0.1:PORT`. */
const listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${server.address().port}`));
  });

// The pipe closes when the test process ends, however it ends.
process.stdin.on('end', () => process.exit()).resume();
