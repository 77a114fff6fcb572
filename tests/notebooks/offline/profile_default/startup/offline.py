"""Kernels of the notebook tests start with this: no way leads out of this machine, and attempts are remembered."""

import ipaddress
import socket

BLOCKED = "the network is blocked in the notebook tests"
_tried = []  # every host that was asked for, also where the error is caught


def _is_here(host: object) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded_connect(original):
    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            _tried.append(address[0])
            raise OSError(BLOCKED)
        return original(self, address)

    return connect


def _guarded_lookup(original):
    def getaddrinfo(host, *arguments, **options):
        if not _is_here(host.decode() if isinstance(host, bytes) else host):
            _tried.append(host)
            raise socket.gaierror(BLOCKED)
        return original(host, *arguments, **options)

    return getaddrinfo


socket.socket.connect = _guarded_connect(socket.socket.connect)
socket.socket.connect_ex = _guarded_connect(socket.socket.connect_ex)
socket.getaddrinfo = _guarded_lookup(socket.getaddrinfo)
