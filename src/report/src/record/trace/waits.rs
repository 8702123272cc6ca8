//! Functions of CPython that wait, by the names that VizTracer gives them.

use lanes_model::trace::Phase;

/// Returns the phase in which a function waits, or None if it does anything else.
///
/// Only functions written in C wait themselves. VizTracer writes them as `select.epoll.poll`, and those in Python with their
/// file: `Condition.wait (threading.py:288)`.
pub(super) fn wait_of(name: &str) -> Option<Phase> {
    let mut parts = name.rsplit('.');
    let (function, of) = (parts.next()?, parts.next()?);
    Some(match (of, function) {
        ("lock" | "RLock" | "SemLock", "acquire" | "__enter__") | ("SimpleQueue", "get") => Phase::MutexWait,
        ("time", "sleep")
        | ("select", "select")
        | ("poll" | "epoll" | "devpoll", "poll")
        | ("kqueue", "control")
        | ("posix" | "nt", "read" | "waitpid" | "wait4" | "system")
        | ("_winapi", "WaitForSingleObject" | "WaitForMultipleObjects" | "ReadFile")
        | (
            "socket" | "_SSLSocket",
            "accept" | "connect" | "do_handshake" | "read" | "recv" | "recv_into" | "recvfrom" | "send"
            | "sendall",
        ) => Phase::IoWait,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_in_c_wait_and_those_that_call_them_do_not() {
        for name in ["_thread.lock.acquire", "_queue.SimpleQueue.get", "_multiprocessing.SemLock.__enter__"] {
            assert_eq!(wait_of(name), Some(Phase::MutexWait), "{name}");
        }
        for name in ["time.sleep", "select.epoll.poll", "posix.read", "_socket.socket.recv"] {
            assert_eq!(wait_of(name), Some(Phase::IoWait), "{name}");
        }
        for name in
            ["Condition.wait (threading.py:288)", "_io.BufferedReader.read", "sleep", "", "lock.release"]
        {
            assert_eq!(wait_of(name), None, "{name}");
        }
    }
}
