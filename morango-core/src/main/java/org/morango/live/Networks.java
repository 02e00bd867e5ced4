package org.morango.live;

import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The networks that this machine is in. Connections do not survive a change of them, but nobody says so. */
final class Networks {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Clock clock;
    private Deadline next;
    private @Nullable Set<String> seen;

    Networks(Clock clock) {
        this.clock = clock;
        this.next = Deadline.in(Duration.ZERO, clock);
    }

    /** Returns whether they have changed since the last call. Looks once a second at most. */
    boolean haveChanged() {
        if (!next.isOver()) {
            return false;
        }
        next = Deadline.in(INTERVAL, clock);
        Set<String> before = seen;
        seen = addresses();
        return before != null && !before.equals(seen);
    }

    private static Set<String> addresses() {
        Set<String> addresses = new TreeSet<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (each.isUp() && !each.isLoopback()) {
                    for (InterfaceAddress address : each.getInterfaceAddresses()) {
                        addresses.add(
                                each.getName() + " " + address.getAddress().getHostAddress());
                    }
                }
            }
        } catch (SocketException e) {
            // An interface may go while it is looked at.
            addresses.add("unknown");
        }
        return addresses;
    }
}
