package org.morango.discovery;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import javax.jmdns.impl.DNSEntry;
import javax.jmdns.impl.JmDNSImpl;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announcements by multicast DNS, with one instance of JmDNS for each link. */
final class MdnsAir implements Air {
    static final String SERVICE = "_morango._tcp.local.";

    private static final Logger LOG = LoggerFactory.getLogger(MdnsAir.class);
    private static final int MAX_SERVICE = 80;
    private static final int MAX_ADDRESSES = 4;
    private static final int MAX_PORT = 65_535;

    /** Between two packets, in milliseconds, so that a flood costs little. The rest of it is lost. */
    private static final long PACKET_PAUSE = 5;

    /** JmDNS keeps what it hears, without a bound of its own, and looks at all of it for each new service. */
    private static final int MAX_KEPT = 2_000;

    private final Interfaces interfaces;
    private final Random random;

    MdnsAir(Interfaces interfaces, Random random) {
        this.interfaces = interfaces;
        this.random = random;
    }

    @Override
    public List<Link> links() {
        return interfaces.links();
    }

    @Override
    public Station open(Link link, @Nullable Announcement own, int port, Ear ear) throws IOException {
        // Not the machine's name, which would tell who it is. With a name, the address is not looked up.
        String host = Ids.random(random);
        InetAddress address = InetAddress.getByAddress(host, link.address().getAddress());
        JmDNS dns = JmDNS.create(address, host, PACKET_PAUSE);
        try {
            dns.addServiceListener(SERVICE, new Listener(link, ear));
            if (own != null) {
                dns.registerService(ServiceInfo.create(SERVICE, own.id(), port, 0, 0, own.text()));
            }
        } catch (IOException | RuntimeException e) {
            dns.close();
            throw e;
        }
        return new MdnsStation(dns);
    }

    /** Returns what a service announces, once for each of its addresses on the link. */
    static List<Heard> read(Link link, String service, Inet4Address[] addresses, int port, byte @Nullable [] text) {
        if (text == null || service.length() > MAX_SERVICE || port < 1 || port > MAX_PORT) {
            return List.of();
        }
        Optional<Announcement> announcement = Announcement.parse(text);
        return Arrays.stream(addresses)
                .filter(link::has)
                .limit(MAX_ADDRESSES)
                .flatMap(address -> announcement.map(a -> new Heard(link.name(), service, address, port, a)).stream())
                .toList();
    }

    private record MdnsStation(JmDNS dns) implements Station {

        @Override
        public boolean isSpent() {
            return dns instanceof JmDNSImpl inner && (inner.isClosed() || inner.isCanceled() || kept(inner) > MAX_KEPT);
        }

        private static int kept(JmDNSImpl inner) {
            int kept = inner.getServiceTypes().size();
            for (List<DNSEntry> entries : inner.getCache().values()) {
                kept += entries.size();
            }
            return kept;
        }

        @Override
        public void refresh() {
            if (dns instanceof JmDNSImpl inner) {
                inner.startServiceResolver(SERVICE);
            }
        }

        @Override
        public void close() {
            try {
                dns.close();
            } catch (IOException e) {
                LOG.debug("A search for peers could not be ended", e);
            }
        }
    }

    private record Listener(Link link, Ear ear) implements ServiceListener {

        @Override
        public void serviceAdded(ServiceEvent event) {
            // Its address and text follow.
        }

        @Override
        public void serviceRemoved(ServiceEvent event) {
            ear.ended(link.name(), event.getName());
        }

        @Override
        public void serviceResolved(ServiceEvent event) {
            ServiceInfo info = event.getInfo();
            read(link, event.getName(), info.getInet4Addresses(), info.getPort(), info.getTextBytes())
                    .forEach(ear::heard);
        }
    }
}
