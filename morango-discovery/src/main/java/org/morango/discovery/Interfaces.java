package org.morango.discovery;

import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Chooses the network interfaces on which peers are searched. */
final class Interfaces {
    /** Names that bridges, containers, virtual machines and tunnels give to their interfaces. */
    private static final Pattern VIRTUAL = Pattern.compile(
            "(docker|br-|veth|virbr|vnet|vmnet|vboxnet|vEthernet|lxc|lxd|cni|cali|flannel|podman|tun|tap|wg|zt|tailscale"
                    + "|utun|ppp|awdl|llw).*");

    private final LocalPeersSettings settings;

    Interfaces(LocalPeersSettings settings) {
        this.settings = settings;
    }

    /**
     * An interface as the machine describes it.
     *
     * @param isVirtual a part of another interface
     * @param addresses its IPv4 addresses; the names of the links do not matter
     */
    record Described(
            String name,
            boolean isUp,
            boolean canMulticast,
            boolean isVirtual,
            boolean isLoopback,
            boolean isPointToPoint,
            List<Link> addresses) {

        static Described of(NetworkInterface from) throws SocketException {
            List<Link> addresses = new ArrayList<>();
            for (InterfaceAddress each : from.getInterfaceAddresses()) {
                // The system may go without an address while it is asked.
                if (each != null && each.getAddress() instanceof Inet4Address address) {
                    addresses.add(new Link(from.getName(), address, each.getNetworkPrefixLength()));
                }
            }
            return new Described(
                    from.getName(),
                    from.isUp(),
                    from.supportsMulticast(),
                    from.isVirtual(),
                    from.isLoopback(),
                    from.isPointToPoint(),
                    addresses);
        }
    }

    /** Returns the links of the chosen interfaces, in the order of the system. */
    List<Link> links() {
        List<Described> all = new ArrayList<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                all.add(Described.of(each));
            }
        } catch (SocketException e) {
            // An interface may go while it is looked at; the rest is seen the next time.
            return choose(all);
        }
        return choose(all);
    }

    List<Link> choose(List<Described> all) {
        return all.stream()
                .filter(this::isWanted)
                .flatMap(each -> link(each).stream())
                .limit(settings.maxInterfaces())
                .toList();
    }

    private boolean isWanted(Described each) {
        if (!settings.interfaces().isEmpty()) {
            return each.isUp() && settings.interfaces().contains(each.name());
        }
        return each.isUp()
                && each.canMulticast()
                && !each.isVirtual()
                && !each.isLoopback()
                && !each.isPointToPoint()
                && !VIRTUAL.matcher(each.name()).matches();
    }

    private static Optional<Link> link(Described each) {
        return each.addresses().stream()
                .filter(link -> Link.isLocal(link.address()))
                .findFirst();
    }
}
