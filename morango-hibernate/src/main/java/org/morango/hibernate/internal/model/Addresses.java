package org.morango.hibernate.internal.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.morango.internal.http.IpAddress;

/** Addresses of the Internet as texts, by their numbers alone: a name would be looked up wherever it arrives. */
final class Addresses {
    private Addresses() {}

    /** Without its zone, which means something to one host alone and is in no column. */
    static String write(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /**
     * The address of a text.
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
