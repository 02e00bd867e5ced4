package org.morango.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.VerifyKey;
import org.morango.hibernate.internal.store.IdList;
import tools.jackson.databind.node.ObjectNode;

/**
 * A certificate of the database. Its private key is not read.
 *
 * @param chain the certificate and its ancestors that are in the database, root first
 * @param hasKey whether its private key is in the database
 * @param revoked the revoked certificate, if any: one of the chain, or one that renews or was renewed by one of the chain
 */
record HeldCertificate(List<Certificate> chain, boolean hasKey, Optional<String> revoked) {
    private static final String COLUMNS = "select c.id, c.parentId, c.profile, c.scopeDefinition, c.scopeVersion,"
            + " c.scopeParams, c.publicKey, c.serialized, c.signature, c.salt,"
            + " case when c.privateKey is null then false else true end from MorangoCertificateRow c where ";

    private record Row(Certificate certificate, boolean hasKey) {}

    /** Returns the certificates after that id; if {@code own}, only those whose private key is in the database. */
    static List<HeldCertificate> page(CliDatabase database, String after, int limit, boolean own) {
        String condition = own ? " and c.privateKey is not null" : "";
        return withChains(
                database,
                database.select(Object[].class, limit, COLUMNS + "c.id > ?1" + condition + " order by c.id", after));
    }

    static Optional<HeldCertificate> find(CliDatabase database, String id) {
        return withChains(database, database.select(Object[].class, 1, COLUMNS + "c.id = ?1", id)).stream()
                .findFirst();
    }

    /** Reads the ancestors of the certificates, level by level, for all certificates at once. */
    private static List<HeldCertificate> withChains(CliDatabase database, List<Object[]> found) {
        Map<String, Row> rows = new HashMap<>();
        List<Row> asked = found.stream().map(HeldCertificate::row).toList();
        List<Row> level = asked;
        for (int depth = 0; !level.isEmpty() && depth < CertificateJson.MAX_CHAIN; depth++) {
            level.forEach(row -> rows.put(row.certificate().id(), row));
            Set<String> above = new HashSet<>();
            level.forEach(
                    row -> Optional.ofNullable(row.certificate().parentId()).ifPresent(above::add));
            above.removeAll(rows.keySet());
            level = database.read(session -> IdList.select(session, COLUMNS + "c.id", Object[].class, above)).stream()
                    .map(HeldCertificate::row)
                    .toList();
        }
        List<HeldCertificate> held = new ArrayList<>();
        for (Row row : asked) {
            held.add(new HeldCertificate(chain(row.certificate(), rows), row.hasKey(), Optional.empty()));
        }
        return withRevocations(database, held);
    }

    /** Reads the revocations of the lines of all certificates at once. */
    private static List<HeldCertificate> withRevocations(CliDatabase database, List<HeldCertificate> held) {
        Set<String> lines = new HashSet<>();
        held.forEach(one -> lines.addAll(CertificateChains.lines(one.chain)));
        Map<String, String> revoked = new HashMap<>();
        database.read(session -> IdList.select(
                        session,
                        "select r.lineId, r.certificateId from MorangoRevocationRow r where r.lineId",
                        Object[].class,
                        lines))
                .forEach(row -> revoked.merge((String) row[0], (String) row[1], (a, b) -> a.compareTo(b) < 0 ? a : b));
        return held.stream()
                .map(one -> new HeldCertificate(
                        one.chain,
                        one.hasKey,
                        CertificateChains.lines(one.chain).stream()
                                .filter(revoked::containsKey)
                                .map(revoked::get)
                                .findFirst()))
                .toList();
    }

    private static List<Certificate> chain(Certificate leaf, Map<String, Row> rows) {
        LinkedList<Certificate> chain = new LinkedList<>(List.of(leaf));
        @Nullable String parent = leaf.parentId();
        while (parent != null && rows.containsKey(parent) && chain.size() < CertificateJson.MAX_CHAIN) {
            chain.addFirst(rows.get(parent).certificate());
            parent = chain.getFirst().parentId();
        }
        return List.copyOf(chain);
    }

    private static Row row(Object[] columns) {
        return new Row(
                new Certificate(
                        (String) columns[0],
                        (String) columns[1],
                        (String) columns[2],
                        (String) columns[3],
                        (Integer) columns[4],
                        (String) columns[5],
                        VerifyKey.parse((String) columns[6]),
                        (String) columns[7],
                        (String) columns[8],
                        (String) columns[9]),
                (Boolean) columns[10]);
    }

    Certificate certificate() {
        return chain.get(chain.size() - 1);
    }

    /** Returns the certificate's state. Does not check signatures. */
    private String state(Instant now, Set<String> superseded) {
        if (revoked.isPresent()) {
            return "revoked";
        }
        if (CertificateChains.expires(chain).filter(now::isAfter).isPresent()) {
            return "expired";
        }
        return superseded.contains(certificate().id()) ? "superseded" : "good";
    }

    /** @param superseded ids of the certificates that a newer one replaces in this database */
    ObjectNode describe(Instant now, Set<String> superseded) {
        ObjectNode node = Output.object()
                .put("id", certificate().id())
                .put("parent", certificate().parentId())
                .put("profile", certificate().profile())
                .put("scope", certificate().scopeDefinitionId())
                .put("params", certificate().scopeParams())
                .put("key", hasKey)
                .put("state", state(now, superseded));
        return node.put(
                "expires",
                CertificateChains.expires(chain).map(Instant::toString).orElse(null));
    }
}
