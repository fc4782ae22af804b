"""The card company of the demo: the last digits of a card decide what it does. PORT [HOST]"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DECLINED, HANGS, BROKEN = "0002", "0119", "0127"


class CardCompany(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ending = asked["card"].replace(" ", "")[-4:]
        if ending == HANGS:
            time.sleep(4)
        status = 502 if ending == BROKEN else 200
        answer = json.dumps({"approved": ending != DECLINED, "receipt": f"R-{ending}"}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    port, host = int(sys.argv[1]), (*sys.argv[2:], "127.0.0.1")[0]
    ThreadingHTTPServer((host, port), CardCompany).serve_forever()
