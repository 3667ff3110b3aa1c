# Browses for nodes and prints what it finds, one JSON object a line; announces one service if it is told to.
# arguments: ADDRESS [NAME PORT KEY=VALUE ...]
import json
import socket
import sys
import threading

from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, Zeroconf

TYPE = "_weft._tcp.local."


class Printer:
    def add_service(self, zeroconf, kind, name):
        info = zeroconf.get_service_info(kind, name, 3000)
        if info:
            text = {k.decode(): (v or b"").decode("latin1") for k, v in info.properties.items()}
            print(json.dumps({"name": name, "port": info.port, "addresses": info.parsed_addresses(), "text": text}), flush=True)

    update_service = add_service

    def remove_service(self, zeroconf, kind, name):
        pass


address = sys.argv[1]
zeroconf = Zeroconf(interfaces=[address], ip_version=IPVersion.V4Only)
if len(sys.argv) > 3:
    text = dict(each.split("=", 1) for each in sys.argv[4:])
    zeroconf.register_service(
        ServiceInfo(
            TYPE,
            sys.argv[2] + "." + TYPE,
            addresses=[socket.inet_aton(address)],
            port=int(sys.argv[3]),
            properties=text,
            server="neighbour.local.",
        )
    )
browser = ServiceBrowser(zeroconf, TYPE, Printer())
threading.Event().wait()
