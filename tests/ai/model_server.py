# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""A server of language models whose answers are written beforehand, in the three ways in which such
services speak. It keeps what it was asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-secret-0123456789abcdef"
MODELS = ("m-1", "m-2")


class Answer:
    """What comes of one question. `fault` is what goes wrong: "cut" (the connection ends in the
    middle), "unfinished" (the stream ends without saying so), "bad-json", "endless", "huge" (a
    token without end), "error" (in the middle of the stream), "silent" (nothing after the first
    piece until `release`), or a status with a message."""

    def __init__(self, *pieces, stop="end", fault=None, status=200, message="", code=None,
                 kind="invalid_request_error", headers=(), refusal=False, tokens=(7, 3)):
        self.pieces = pieces
        self.stop = stop
        self.fault = fault
        self.status = status
        self.message = message
        self.code = code
        self.kind = kind
        self.headers = headers
        self.refusal = refusal
        self.tokens = tokens


def answer_json(value, **rest):
    """An object as a model gives it, in two pieces."""
    text = json.dumps(value)
    return Answer(text[:5], text[5:], **rest)


def event(value, name=None):
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(value)}\n\n".encode()


class OpenAI:
    connector = "openai"
    prefix = "/v1"
    ask = "/v1/chat/completions"
    list = "/v1/models"
    stops = {"end": "stop", "length": "length", "filter": "content_filter"}
    models = {"data": [{"id": name, "object": "model"} for name in MODELS]}

    @staticmethod
    def begin(answer):
        return b""

    @staticmethod
    def piece(text, answer):
        name = "refusal" if answer.refusal else "content"
        return event({"choices": [{"index": 0, "delta": {name: text}}]})

    @staticmethod
    def end(answer):
        reason = OpenAI.stops.get(answer.stop, answer.stop)
        usage = {"prompt_tokens": answer.tokens[0], "completion_tokens": answer.tokens[1]}
        return (event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
                + event({"choices": [], "usage": usage}) + b"data: [DONE]\n\n")

    @staticmethod
    def error(answer):
        return event(OpenAI.refuse(answer))

    @staticmethod
    def refuse(answer):
        return {"error": {"message": answer.message, "type": answer.kind, "code": answer.code}}

    @staticmethod
    def is_known(headers):
        return headers.get("Authorization") == f"Bearer {KEY}"


class Anthropic:
    connector = "anthropic"
    prefix = "/v1"
    ask = "/v1/messages"
    list = "/v1/models"
    stops = {"end": "end_turn", "length": "max_tokens", "context": "model_context_window_exceeded"}
    models = {"data": [{"id": name, "display_name": name.upper()} for name in MODELS]}

    @staticmethod
    def begin(answer):
        usage = {"input_tokens": answer.tokens[0], "output_tokens": 1}
        return (event({"type": "message_start", "message": {"model": "m-1", "usage": usage}},
                      "message_start")
                + event({"type": "ping"}, "ping"))

    @staticmethod
    def piece(text, answer):
        return event({"type": "content_block_delta", "index": 0,
                      "delta": {"type": "text_delta", "text": text}}, "content_block_delta")

    @staticmethod
    def end(answer):
        reason = "refusal" if answer.refusal else Anthropic.stops.get(answer.stop, answer.stop)
        return (event({"type": "message_delta", "delta": {"stop_reason": reason},
                       "usage": {"output_tokens": answer.tokens[1]}}, "message_delta")
                + event({"type": "message_stop"}, "message_stop"))

    @staticmethod
    def error(answer):
        return event(Anthropic.refuse(answer), "error")

    @staticmethod
    def refuse(answer):
        return {"type": "error", "error": {"type": answer.kind, "message": answer.message}}

    @staticmethod
    def is_known(headers):
        return headers.get("x-api-key") == KEY and headers.get("anthropic-version") == "2023-06-01"


class Ollama:
    connector = "ollama"
    prefix = ""
    ask = "/api/chat"
    list = "/api/tags"
    models = {"models": [{"name": name, "model": name} for name in MODELS]}

    @staticmethod
    def line(value):
        return json.dumps(value).encode() + b"\n"

    @staticmethod
    def begin(answer):
        return b""

    @staticmethod
    def piece(text, answer):
        return Ollama.line({"model": "m-1", "message": {"role": "assistant", "content": text},
                            "done": False})

    @staticmethod
    def end(answer):
        return Ollama.line({"model": "m-1", "done": True,
                            "done_reason": "length" if answer.stop == "length" else "stop",
                            "prompt_eval_count": answer.tokens[0], "eval_count": answer.tokens[1]})

    @staticmethod
    def error(answer):
        return Ollama.line(Ollama.refuse(answer))

    @staticmethod
    def refuse(answer):
        return {"error": answer.message}

    @staticmethod
    def is_known(headers):
        return "Authorization" not in headers


SERVICES = (OpenAI, Anthropic, Ollama)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def send_json(self, status, value, headers=()):
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        service = self.server.service
        if not service.is_known(self.headers):
            self.send_json(401, service.refuse(Answer(message="Wrong key.")))
        elif self.path.split("?")[0] == service.list:
            self.send_json(200, service.models)
        elif self.path == "/api/version":
            self.send_json(200, {"version": "0.9.0"})
        else:
            self.send_json(404, service.refuse(Answer(message="Not found.")))

    def do_POST(self):
        service = self.server.service
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not service.is_known(self.headers):
            self.send_json(401, service.refuse(Answer(message="Wrong key.")))
            return
        if self.path != service.ask:
            self.send_json(404, service.refuse(Answer(message="Not found.")))
            return
        self.answer(service, self.server.take(body))

    def chunk(self, data):
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def answer(self, service, answer):
        if answer.status != 200:
            self.send_json(answer.status, service.refuse(answer), answer.headers)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self.stream(service, answer)
        except OSError:
            self.close_connection = True

    def stream(self, service, answer):
        first = service.begin(answer)
        if first:
            self.chunk(first)
        for text in answer.pieces:
            self.chunk(service.piece(text, answer))
        if answer.fault == "silent":
            self.server.release.wait()
        if answer.fault in ("cut", "silent"):
            self.close_connection = True
            return
        while answer.fault == "endless":
            self.chunk(service.piece("on and on " * 1000, answer))
        if answer.fault == "huge":
            self.chunk(b'data: {"')
            while True:
                self.chunk(b"x" * 65536)
        if answer.fault == "bad-json":
            self.chunk(b"data: {oops}\n\n" if service is not Ollama else b"{oops}\n")
        elif answer.fault == "error":
            self.chunk(service.error(answer))
        elif answer.fault != "unfinished":
            self.chunk(service.end(answer))
        self.chunk(b"")


class ModelServer(ThreadingHTTPServer):
    """`script` is the answers to come; a function gets the question's body and returns one."""

    daemon_threads = True

    def __init__(self, service=OpenAI):
        super().__init__(("127.0.0.1", 0), Handler)
        self.service = service
        self.script = []
        self.questions = []
        self.lock = threading.Lock()
        self.release = threading.Event()
        self.asked = threading.Condition(self.lock)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}{self.service.prefix}"

    def handle_error(self, request, client_address):
        pass

    def take(self, body):
        with self.lock:
            self.questions.append(body)
            self.asked.notify_all()
            if callable(self.script):
                return self.script(body)
            return self.script.pop(0) if self.script else Answer("unexpected")

    def wait_for(self, count, patience=60):
        with self.lock:
            if not self.asked.wait_for(lambda: len(self.questions) >= count, patience):
                raise AssertionError(f"{len(self.questions)} questions, not {count}")

    def stop(self):
        self.release.set()
        self.shutdown()
        self.server_close()
