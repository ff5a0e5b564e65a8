"""No test can reach beyond this machine."""

import socket

import pytest


def test_reaching_out_is_refused_before_a_packet_leaves() -> None:
    with socket.socket() as outside, pytest.raises(PermissionError, match="reached out"):
        outside.connect(("192.0.2.1", 80))
