package org.morango.client;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;

/** The root under which a peer joins, if it may be left to the server to say which one it is. */
final class RootChoice {
    private final PeerAddress address;
    private final RemoteCertificates remote;

    RootChoice(PeerAddress address, RemoteCertificates remote) {
        this.address = address;
        this.remote = remote;
    }

    Certificate root(Joining joining) {
        Optional<String> wanted = joining.root();
        return wanted.isPresent()
                ? remote.root(wanted.get()).orElseThrow(() -> remote.nothingUnder(wanted.get()))
                : only();
    }

    private Certificate only() {
        if (address.isInClear()) {
            throw new MorangoException("To join " + address
                    + " needs the id of the root: over http, anybody on the way could offer one. Set the root, or use"
                    + " https.");
        }
        List<Certificate> offered = remote.roots();
        if (offered.isEmpty()) {
            throw new MorangoException(address + " offers no root.");
        }
        if (offered.size() > 1) {
            throw new MorangoException(address + " offers several roots, so set one of them: " + shown(offered) + ".");
        }
        return offered.get(0);
    }

    private static String shown(List<Certificate> roots) {
        return roots.stream()
                .map(root -> root.id() + " of profile " + root.profile())
                .collect(Collectors.joining(", "));
    }
}
