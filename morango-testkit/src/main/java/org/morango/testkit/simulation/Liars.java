package org.morango.testkit.simulation;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.Revocation;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;

/** Lying peers: one with a certificate of its own, and one with a certificate that no issuer has signed. */
final class Liars {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final long seed;
    private final List<SimulatedPeer> honest;
    private final SimulatedNetwork network;
    private final SimulatedPeer liar;
    private final LyingReplica replica;
    private final SimulatedPeer slanderer;
    private final LyingReplica slanderingReplica;
    private final SimulatedPeer forger;
    private final LyingReplica forgingReplica;
    private final Map<Lie, Integer> told = new EnumMap<>(Lie.class);

    Liars(long seed, List<SimulatedPeer> honest, Scheduler scheduler, SimulatedNetwork network) {
        this.seed = seed;
        this.honest = honest;
        this.network = network;
        Random random = new Random(~seed);
        List<PeerIdentity> forged = PeerIdentity.forged();
        this.replica = new LyingReplica(Ids.random(random), random);
        this.forgingReplica = new LyingReplica(Ids.random(random), random);
        this.slanderingReplica = new LyingReplica(Ids.random(random), random);
        this.liar = add(honest.size(), replica, PeerIdentity.liar(), scheduler, random);
        // A separate peer, because it believes the revocations that it invents, and stops syncing with their owners.
        this.slanderer = add(honest.size() + 2, slanderingReplica, PeerIdentity.liar(), scheduler, random);
        this.forger = add(
                honest.size() + 1,
                forgingReplica,
                forged.get((int) Math.floorMod(seed, (long) forged.size())),
                scheduler,
                random);
    }

    private SimulatedPeer add(
            int index, LyingReplica lying, PeerIdentity identity, Scheduler scheduler, Random random) {
        identity.installLying(lying.certificates());
        SimulatedPeer peer =
                new SimulatedPeer(index, new InMemoryDatabase(lying), identity, 1, scheduler, network, random);
        network.add(peer);
        return peer;
    }

    /** Returns the partitions that a liar may change. */
    Filter reach() {
        return PeerIdentity.liar().scope().write();
    }

    /** Returns the number of times that each lie was told. */
    Map<Lie, Integer> told() {
        return told;
    }

    /** Tells the lie of a step. Runs in a thread of the simulation. */
    void tell(Step.Tell step) {
        told.merge(step.lie(), 1, Integer::sum);
        SimulatedPeer to = honest.get(step.peer());
        Random random = new Random(seed * 31 + step.choice());
        try {
            switch (step.lie().way()) {
                case WIRE -> network.repeat(random);
                case BETWEEN -> network.alter(step.lie(), random);
                case CERTIFICATE -> {
                    forgingReplica.say(
                            new Lies(to, honest, forgingReplica.instance().id(), reach(), random).of(Lie.OUTSIDE));
                    sync(forger, to, step.asServer(), everything());
                }
                case REVOCATION -> {
                    revoke(random);
                    sync(slanderer, to, step.asServer(), null);
                }
                default -> lie(step, to, random);
            }
        } catch (MorangoException | ProcessDied e) {
            // The peer has refused the lie, or has died.
        }
    }

    private void lie(Step.Tell step, SimulatedPeer to, Random random) {
        replica.say(new Lies(to, honest, replica.ownId(), reach(), random).of(step.lie()));
        boolean wide = step.lie() == Lie.WIDER_FILTER || (step.lie() == Lie.OUTSIDE && random.nextBoolean());
        sync(liar, to, step.asServer(), wide ? everything() : null);
    }

    private static Filter everything() {
        return Filter.of(PeerIdentity.root());
    }

    /**
     * Syncs both ways, in a session that is correct otherwise.
     *
     * @param wide the filter that the liar requests as a client; null for all that both certificates allow
     */
    private void sync(SimulatedPeer lying, SimulatedPeer to, boolean asServer, @Nullable Filter wide) {
        SimulatedPeer client = asServer ? to : lying;
        SimulatedPeer server = asServer ? lying : to;
        try (SyncConnection connection = client.process().peer().connect(server.url());
                SyncClient session = connection.openSession(client.certificate())) {
            if (asServer) {
                common(to.scope().read(), reach()).ifPresent(session::pull);
                common(to.scope().write(), lying.scope().read()).ifPresent(session::push);
            } else if (wide != null) {
                session.push(wide);
                session.pull(wide);
            } else {
                common(reach(), to.scope().read()).ifPresent(session::push);
                common(PeerIdentity.liar().scope().read(), to.scope().write()).ifPresent(session::pull);
            }
        }
    }

    /** Returns the partitions that are in both filters. */
    private static Optional<Filter> common(Filter one, Filter other) {
        List<String> both = PeerIdentity.partitions().stream()
                .filter(one::contains)
                .filter(other::contains)
                .toList();
        return both.isEmpty() ? Optional.empty() : Optional.of(Filter.of(both.toArray(String[]::new)));
    }

    /**
     * Revokes a certificate that is not a descendant of the liar's, in its own name or in the name of another issuer.
     */
    private void revoke(Random random) {
        List<List<Certificate>> chains = PeerIdentity.honestChains().stream()
                .filter(chain -> chain.size() > 1)
                .toList();
        List<Certificate> chain = chains.get(random.nextInt(chains.size()));
        Certificate issuer = random.nextBoolean() ? PeerIdentity.liar().certificate() : chain.get(0);
        String revoked = chain.get(chain.size() - 1).id();
        String text = "{\"type\": \"morango-revocation\", \"certificate_id\": \"" + revoked + "\", \"issuer_id\": \""
                + issuer.id() + "\", \"time\": \"" + TIME + "\", \"reason\": \"\"}";
        CertificateStore store = slanderingReplica.certificates();
        store.save(chain, null);
        store.save(Revocation.parse(text, PeerIdentity.liar().key().sign(text)));
    }

    void close() {
        liar.kill();
        forger.kill();
        slanderer.kill();
    }
}
