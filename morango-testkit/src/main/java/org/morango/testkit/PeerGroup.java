package org.morango.testkit;

import java.net.InetAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.access.SigningPermission;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.hibernate.Morango;
import org.morango.record.Ids;
import org.morango.settings.PeerSettings;

/**
 * Databases that one test after another uses. Between tests everything but the test kit's own certificates is deleted,
 * because making keys takes longer than everything else.
 */
final class PeerGroup implements AutoCloseable {
    static final String USER = "testkit";

    private final PeersSetup setup;
    private final String password;
    private final PeerSettings settings;
    private final List<TestDatabase> databases = new ArrayList<>();
    private final Map<Integer, Certificate> certificates = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private boolean used;

    PeerGroup(PeersSetup setup) {
        this.setup = setup;
        this.password = Ids.random(setup.settings().random());
        this.settings = settings(setup.settings());
        try {
            for (int i = 0; i < setup.count(); i++) {
                databases.add(new TestDatabase(setup));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private PeerSettings settings(PeerSettings wanted) {
        UserAuthenticator authenticator = wanted.server().authenticator();
        SigningPermission permission = wanted.server().signingPermission();
        return wanted.toBuilder()
                .server(server -> server.bindAddress(
                                wanted.server().bindAddress().orElseGet(InetAddress::getLoopbackAddress))
                        .authenticator(
                                credentials -> credentials.username().equals(USER) && credentials.hasPassword(password)
                                        ? Optional.<Principal>of(() -> USER)
                                        : authenticator.authenticate(credentials))
                        .signingPermission((user, parent, scope, params) ->
                                user.getName().equals(USER) || permission.allows(user, parent, scope, params)))
                .build();
    }

    PeersSetup setup() {
        return setup;
    }

    String password() {
        return password;
    }

    /**
     * Starts peers on the databases, which are empty then.
     *
     * @param release runs after the peers have been closed
     */
    TestPeers start(Runnable release) {
        if (used) {
            databases.forEach(database -> database.empty(kept));
        }
        used = true;
        List<Morango> morangos = new ArrayList<>();
        for (TestDatabase database : databases) {
            Morango morango = Morango.on(database.factory(), settings);
            setup.scopes().forEach(morango.certificates()::define);
            morangos.add(morango);
        }
        if (!certificates.containsKey(0)) {
            keep(
                    0,
                    morangos.get(0),
                    morangos.get(0).certificates().createRoot(setup.mainScope().id()));
        }
        return new TestPeers(this, databases, morangos, release);
    }

    String rootId() {
        Certificate root = certificates.get(0);
        if (root == null) {
            throw new IllegalStateException("The peers have not been started");
        }
        return root.id();
    }

    /** Returns the certificate that the test kit has made for a peer; null if there is none yet. */
    @Nullable
    Certificate certificate(int peer) {
        return certificates.get(peer);
    }

    /** Keeps a certificate for later tests. */
    void keep(int peer, Morango morango, Certificate certificate) {
        certificates.put(peer, certificate);
        morango.certificates().chain(certificate.id()).forEach(c -> kept.add(c.id()));
    }

    @Override
    public void close() {
        databases.forEach(TestDatabase::close);
    }
}
