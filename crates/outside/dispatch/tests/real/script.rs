//! A mail server that says what it was told to, whatever it hears: for what no honest server says.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Takes connections and, after each line or mail it hears (and at the start), says the next of the answers; then closes.
pub(crate) fn start(answers: &'static [&'static [u8]]) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || talk(stream, answers));
        }
    });
    address
}

fn talk(mut stream: TcpStream, answers: &[&[u8]]) {
    let mut heard = BufReader::new(stream.try_clone().unwrap());
    for answer in answers {
        // A client that goes away is the end of this conversation only.
        if stream.write_all(answer).is_err() {
            break;
        }
        // What follows this answer is a mail, up to the line with a dot.
        let is_mail = answer.starts_with(b"354");
        let mut line = Vec::new();
        while matches!(heard.read_until(b'\n', &mut line), Ok(1..)) && is_mail && line != b".\r\n" {
            line.clear();
        }
    }
}
