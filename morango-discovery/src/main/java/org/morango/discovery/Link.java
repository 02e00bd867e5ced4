package org.morango.discovery;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * A local network that this machine is in.
 *
 * @param name the name of the interface
 * @param address this machine's address there
 * @param prefix the number of bits that all addresses of the network have in common, from 0 to 32
 */
record Link(String name, Inet4Address address, int prefix) {
    private static final int BITS = 32;
    /** In networks with longer prefixes, each address is one of a machine. */
    private static final int LAST_WITH_BROADCAST = 30;

    /** Returns whether only machines of a local network have such an address. */
    static boolean isLocal(Inet4Address address) {
        return address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }

    /** Returns whether an address is one of a machine in this network, and in no other. */
    boolean has(Inet4Address other) {
        int mask = prefix == 0 ? 0 : -1 << (BITS - prefix);
        int host = bits(other) & ~mask;
        boolean isMachine = prefix > LAST_WITH_BROADCAST || (host != 0 && host != ~mask);
        return isLocal(other) && isMachine && (bits(other) & mask) == (bits(address) & mask);
    }

    private static int bits(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }
}
