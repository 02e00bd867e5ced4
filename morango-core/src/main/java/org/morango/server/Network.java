package org.morango.server;

import java.util.Arrays;
import java.util.HexFormat;
import org.morango.internal.http.IpAddress;

/** The callers that share a limit: an IPv4 address, or the /64 of an IPv6 address, which belongs to one customer. */
final class Network {
    private static final int IPV4_BYTES = 4;
    private static final int PREFIX_BYTES = 8;

    private Network() {}

    /** Returns the name of the network; the text itself if it is not an address. */
    static String of(String address) {
        return IpAddress.parse(IpAddress.withoutPort(address))
                .map(bytes -> HexFormat.of()
                        .formatHex(bytes.length == IPV4_BYTES ? bytes : Arrays.copyOf(bytes, PREFIX_BYTES)))
                .orElse(address);
    }
}
