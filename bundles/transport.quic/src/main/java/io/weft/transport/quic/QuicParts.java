package io.weft.transport.quic;

import io.weft.channel.Addresses;
import io.weft.channel.Connections;
import io.weft.channel.SystemIo;

/** What the ports and the dialled connections of one transport share. */
record QuicParts(
    QuicSettings settings,
    SystemIo io,
    QuicTls tls,
    Connections connections,
    Addresses addresses) {}
