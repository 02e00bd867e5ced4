package org.morango.internal.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numeric addresses. Never asks a name server, because the texts are not trusted. */
public final class IpAddress {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private IpAddress() {}

    /** Returns the address's 4 or 16 bytes; an IPv4 address inside an IPv6 one has 4. Empty if it is not an address. */
    public static Optional<byte[]> parse(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        return inet(address).map(InetAddress::getAddress);
    }

    /** Returns whether it is an address of this machine that no other machine can reach. */
    public static boolean isLoopback(String text) {
        return inet(text).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static Optional<InetAddress> inet(String address) {
        boolean v4 = V4.matcher(address).matches();
        if (!v4 && !V6.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            // In brackets, only an IPv6 address is tried.
            return Optional.of(InetAddress.getByName(v4 ? address : "[" + address + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the address of {@code 192.0.2.1:47}, {@code [2001:db8::1]:47} and the like; the text itself if there is
     * no port.
     */
    public static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return end < 0 ? node : node.substring(1, end);
        }
        int colon = node.indexOf(':');
        return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }
}
