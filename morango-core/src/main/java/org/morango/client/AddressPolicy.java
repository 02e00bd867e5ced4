package org.morango.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.morango.internal.http.IpAddress;

/**
 * Decides whether an address may be that of a peer to join. A text that somebody else has written names it, and a server
 * may reach more than the author of that text. Loopback and private networks are allowed: most peers are there.
 */
final class AddressPolicy {
    /** Services of clouds for the machines in them. Those at link-local addresses are not named. */
    private static final Set<InetAddress> METADATA = Stream.of(
                    "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42")
            .map(text -> inet(IpAddress.parse(text).orElseThrow()))
            .collect(Collectors.toUnmodifiableSet());

    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;
    /** First byte of the addresses that are reserved, and of the broadcast address. */
    private static final int RESERVED = 240;

    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] COMPATIBLE = new byte[V6_BYTES - V4_BYTES];
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

    private AddressPolicy() {}

    /** Returns whether a peer may be there. An address that leads to an IPv4 address is judged by that as well. */
    static boolean allows(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return true;
        }
        return !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && !address.isAnyLocalAddress()
                && !METADATA.contains(address)
                && !isNoHost(address.getAddress())
                && embedded(address.getAddress()).map(AddressPolicy::allows).orElse(true);
    }

    /** Returns whether it is an IPv4 address of "this network", or a reserved one. */
    private static boolean isNoHost(byte[] address) {
        int first = address[0] & 0xff;
        return address.length == V4_BYTES && (first == 0 || first >= RESERVED);
    }

    /** Returns the IPv4 address that is written into an IPv6 address for a translator or a tunnel. */
    private static Optional<InetAddress> embedded(byte[] address) {
        if (address.length != V6_BYTES) {
            return Optional.empty();
        }
        if (startsWith(address, NAT64) || startsWith(address, COMPATIBLE)) {
            return Optional.of(inet(Arrays.copyOfRange(address, V6_BYTES - V4_BYTES, V6_BYTES)));
        }
        int at = SIX_TO_FOUR.length;
        return startsWith(address, SIX_TO_FOUR)
                ? Optional.of(inet(Arrays.copyOfRange(address, at, at + V4_BYTES)))
                : Optional.empty();
    }

    private static boolean startsWith(byte[] address, byte[] prefix) {
        return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("An address has 4 or 16 bytes.", e);
        }
    }
}
