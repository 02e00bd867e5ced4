package org.morango.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Who shares a limit: an address of IPv4, or the /64 of one of IPv6, all of which belong to one customer. */
final class Network {
    private static final int PREFIX_BYTES = 8;
    private static final String IPV6 = "\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[^]]*)?]?";

    private Network() {}

    static String of(String address) {
        if (!address.matches(IPV6)) {
            return address;
        }
        try {
            // A literal: nothing is looked up.
            InetAddress parsed = InetAddress.getByName(address.replaceAll("[\\[\\]]|%.*", ""));
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), PREFIX_BYTES)) + "/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
