package org.morango.hibernate.internal.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.morango.internal.http.IpAddress;

/** Internet addresses as texts, in numbers only: a name would be looked up by each peer that receives it. */
final class Addresses {
    private Addresses() {}

    /** Writes an address without its zone, which has a meaning on one host only and is not in any column. */
    static String write(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /**
     * Returns the address that a text denotes.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static InetAddress read(String text) {
        byte[] address = (text.indexOf('%') < 0 ? IpAddress.parse(text) : Optional.<byte[]>empty())
                .orElseThrow(() -> new IllegalArgumentException("expected an address in numbers"));
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is not an address", e);
        }
    }
}
