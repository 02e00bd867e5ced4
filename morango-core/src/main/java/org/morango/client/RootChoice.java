package org.morango.client;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;

/** The root under which a peer joins, if it may be left to the server to say which one it is. */
final class RootChoice {
    private final PeerHttp http;
    private final SyncConnection connection;

    RootChoice(PeerHttp http, SyncConnection connection) {
        this.http = http;
        this.connection = connection;
    }

    Certificate root(Joining joining) {
        if (joining.root().isEmpty() && http.address().isInClear()) {
            throw new MorangoException("To join " + http.address()
                    + " needs the id of the root: over http, anybody on the way could offer one. Set the root, or use"
                    + " https.");
        }
        List<Certificate> offered = connection.roots();
        List<Certificate> suitable = offered.stream()
                .filter(root -> joining.root().map(root.id()::equals).orElse(true))
                .toList();
        if (suitable.size() == 1) {
            return suitable.get(0);
        }
        if (suitable.isEmpty()) {
            throw new MorangoException(
                    http.address() + " holds no certificate under "
                            + joining.root().map(id -> "root " + id).orElse("any root") + "; it offers "
                            + shown(offered) + ".",
                    Map.of());
        }
        throw new MorangoException(
                http.address() + " offers several roots, so set one of them: " + shown(offered) + ".");
    }

    private static String shown(List<Certificate> roots) {
        return roots.isEmpty()
                ? "none"
                : roots.stream()
                        .map(root -> root.id() + " of profile " + root.profile())
                        .collect(Collectors.joining(", "));
    }
}
