package org.morango.hibernate.internal.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses of the Internet as texts, by their numbers alone: a name would be looked up wherever it arrives. */
final class Addresses {
    /** As written by {@link InetAddress}; with a colon it takes nothing for a name. */
    private static final Pattern VERSION_6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");

    private static final Pattern VERSION_4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

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
        if (VERSION_4.matcher(text).matches() || VERSION_6.matcher(text).matches()) {
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text + " is not an address", e);
            }
        }
        throw new IllegalArgumentException("expected an address in numbers");
    }
}
