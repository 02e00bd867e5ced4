package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.merge.WriteScopes;
import org.morango.record.Ids;
import org.morango.record.ModelSet;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.replica.ReplicaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Certificates, keys, scope definitions and nonces in the database. */
public final class HibernateCertificateStore implements CertificateStore {
    static final int SHARED_KEY = 1;
    private static final Logger LOG = LoggerFactory.getLogger(HibernateCertificateStore.class);

    private final Database database;
    private final Secrets secrets;
    private final Set<String> profiles;
    private final LatestTime time;

    /**
     * Makes the store of a database.
     *
     * @param profiles the profiles of the application's entities; none, if it has no entities
     */
    public HibernateCertificateStore(Database database, Secrets secrets, Set<String> profiles) {
        this.database = database;
        this.secrets = secrets;
        this.profiles = profiles;
        this.time = new LatestTime(database);
    }

    @Override
    public Optional<Certificate> find(String id) {
        return database.read(s -> row(s, id).map(HibernateCertificateStore::certificate));
    }

    @Override
    public Optional<SigningKey> key(String certificateId) {
        return database.read(s -> row(s, certificateId)
                .flatMap(r -> Optional.ofNullable(r.privateKey))
                .map(secrets::shown)
                .map(SigningKey::fromPem));
    }

    private static Optional<CertificateRow> row(StatelessSession session, String id) {
        return Ids.isId(id) ? Optional.ofNullable(session.get(CertificateRow.class, id)) : Optional.empty();
    }

    @Override
    public List<Certificate> chain(String certificateId) {
        return database.read(s -> chain(s, certificateId));
    }

    private static List<Certificate> chain(StatelessSession s, String certificateId) {
        LinkedList<Certificate> chain = new LinkedList<>();
        Optional<CertificateRow> next = row(s, certificateId);
        while (next.isPresent()) {
            chain.addFirst(certificate(next.get()));
            String parent = next.get().parentId;
            next = parent == null ? Optional.empty() : row(s, parent);
        }
        return List.copyOf(chain);
    }

    @Override
    public List<Certificate> owned(String rootId) {
        return database.read(s -> {
            Optional<CertificateRow> top = row(s, rootId);
            if (top.isEmpty()) {
                return List.of();
            }
            List<CertificateRow> tree = s.createSelectionQuery(
                            "select c from MorangoCertificateRow c where c.rootId = :root order by c.id",
                            CertificateRow.class)
                    .setParameter("root", top.get().rootId)
                    .getResultList();
            Set<String> below = new HashSet<>(Set.of(rootId));
            boolean grown = true;
            while (grown) {
                grown = false;
                for (CertificateRow row : tree) {
                    grown |= row.parentId != null && below.contains(row.parentId) && below.add(row.id);
                }
            }
            return tree.stream()
                    .filter(row -> below.contains(row.id) && row.privateKey != null)
                    .map(HibernateCertificateStore::certificate)
                    .toList();
        });
    }

    @Override
    public List<Certificate> owned() {
        return database.read(HibernateCertificateStore::owned);
    }

    private static List<Certificate> owned(StatelessSession session) {
        return session.createSelectionQuery(
                        "select c from MorangoCertificateRow c where c.privateKey is not null order by c.id",
                        CertificateRow.class)
                .getResultStream()
                .map(HibernateCertificateStore::certificate)
                .toList();
    }

    @Override
    public WriteScopes writeScopes(String profile) {
        return database.read(s -> writeScopes(s, profile));
    }

    /** The same, inside of a transaction. */
    public static WriteScopes writeScopes(StatelessSession session, String profile) {
        return CertificateStore.writeScopes(owned(session), profile, id -> scopeDefinition(session, id));
    }

    @Override
    public List<Certificate> page(String after, int limit) {
        return database.read(s -> s.createSelectionQuery(
                        "select c from MorangoCertificateRow c where c.id > :after order by c.id", CertificateRow.class)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultStream()
                .map(HibernateCertificateStore::certificate)
                .toList());
    }

    @Override
    public List<String> remove(Collection<String> certificateIds) {
        return database.transaction(s -> {
            Set<String> removed = new TreeSet<>(IdList.select(
                    s, "select c.id from MorangoCertificateRow c where c.id", String.class, certificateIds));
            for (String needed : List.of(
                    "select distinct c.parentId from MorangoCertificateRow c where c.parentId",
                    "select r.certificateId from MorangoRevocationRow r where r.certificateId",
                    "select distinct r.issuerId from MorangoRevocationRow r where r.issuerId")) {
                IdList.select(s, needed, String.class, certificateIds).forEach(removed::remove);
            }
            IdList.change(s, "delete from MorangoCertificateRow c where c.id", removed);
            return List.copyOf(removed);
        });
    }

    @Override
    public void save(List<Certificate> chainRootFirst, @Nullable SigningKey leafKey) {
        Certificate leaf = chainRootFirst.get(chainRootFirst.size() - 1);
        if (leafKey == null && chain(leaf.id()).equals(chainRootFirst)) {
            // Every session sends the chain again.
            return;
        }
        database.inTransaction(s -> save(s, chainRootFirst, leafKey == null ? null : secrets.hidden(leafKey.toPem())));
    }

    /**
     * The same, inside of a transaction.
     *
     * @param leafKey the private key of the last one as it is stored; null for none
     */
    static void save(StatelessSession s, List<Certificate> chainRootFirst, @Nullable String leafKey) {
        List<CertificateRow> created = new ArrayList<>();
        String rootId = chainRootFirst.get(0).id();
        for (Certificate certificate : chainRootFirst) {
            if (s.get(CertificateRow.class, certificate.id()) == null) {
                created.add(row(certificate, rootId));
            }
        }
        Rows.insert(s, created);
        if (leafKey != null) {
            s.createMutationQuery("update MorangoCertificateRow c set c.privateKey = :key where c.id = :id")
                    .setParameter("key", leafKey)
                    .setParameter(
                            "id", chainRootFirst.get(chainRootFirst.size() - 1).id())
                    .executeUpdate();
            Outbox.place(s, chainRootFirst.get(0).profile());
        }
    }

    private static CertificateRow row(Certificate certificate, String rootId) {
        CertificateRow row = new CertificateRow();
        row.id = certificate.id();
        row.parentId = certificate.parentId();
        row.rootId = rootId;
        row.profile = certificate.profile();
        row.scopeDefinition = certificate.scopeDefinitionId();
        row.scopeVersion = certificate.scopeVersion();
        row.scopeParams = certificate.scopeParams();
        row.publicKey = certificate.publicKey().text();
        row.serialized = certificate.serialized();
        row.signature = certificate.signature();
        row.salt = certificate.salt();
        return row;
    }

    private static Certificate certificate(CertificateRow row) {
        return new Certificate(
                row.id,
                row.parentId,
                row.profile,
                row.scopeDefinition,
                row.scopeVersion,
                row.scopeParams,
                VerifyKey.parse(row.publicKey),
                row.serialized,
                row.signature,
                row.salt);
    }

    @Override
    public boolean save(Revocation revocation) {
        return database.transaction(s -> {
            if (s.get(RevocationRow.class, revocation.certificateId()) != null) {
                return false;
            }
            RevocationRow row = new RevocationRow();
            row.certificateId = revocation.certificateId();
            List<Certificate> chain = chain(s, revocation.certificateId());
            if (chain.isEmpty()) {
                throw new ReplicaException(
                        "Certificate " + revocation.certificateId() + " is unknown here.",
                        Map.of("certificate", revocation.certificateId()),
                        null);
            }
            row.rootId = chain.get(0).id();
            row.issuerId = revocation.issuerId();
            row.branchId =
                    row.issuerId.equals(row.rootId) ? row.rootId : chain.get(1).line();
            row.lineId = CertificateChains.line(chain);
            row.serialized = revocation.serialized();
            row.signature = revocation.signature();
            s.insert(row);
            return true;
        });
    }

    @Override
    public List<Revocation> revocations(Collection<String> certificateIds) {
        return certificateIds.isEmpty()
                ? List.of()
                : database.read(s -> s.createSelectionQuery(
                                "select r from MorangoRevocationRow r where r.certificateId in (:ids) order by r.certificateId",
                                RevocationRow.class)
                        .setParameterList("ids", certificateIds)
                        .getResultStream()
                        .map(row -> Revocation.parse(row.serialized, row.signature))
                        .toList());
    }

    @Override
    public List<Revocation> revocationsOfLines(Collection<String> lines) {
        return database.read(s ->
                IdList.select(s, "select r from MorangoRevocationRow r where r.lineId", RevocationRow.class, lines)
                        .stream()
                        .sorted(Comparator.comparing(row -> row.certificateId))
                        .map(row -> Revocation.parse(row.serialized, row.signature))
                        .toList());
    }

    @Override
    public List<String> revoked(String rootId) {
        return database.read(s -> s.createSelectionQuery(
                        "select r.certificateId from MorangoRevocationRow r where r.rootId = :root"
                                + " order by r.certificateId",
                        String.class)
                .setParameter("root", rootId)
                .getResultList());
    }

    @Override
    public long revokedInBranch(String branchId) {
        return database.read(s -> s.createSelectionQuery(
                        "select count(*) from MorangoRevocationRow r where r.branchId = :branch", Long.class)
                .setParameter("branch", branchId)
                .getSingleResult());
    }

    @Override
    public void noteBound(String certificateId, Instant at) {
        if (hasOpenedBound(certificateId)) {
            return;
        }
        database.inTransaction(s -> s.createMutationQuery(
                        "update MorangoCertificateRow c set c.boundAt = :at where c.id = :id and c.boundAt is null")
                .setParameter("at", at)
                .setParameter("id", certificateId)
                .executeUpdate());
    }

    @Override
    public boolean hasOpenedBound(String certificateId) {
        return database.read(s -> row(s, certificateId).filter(row -> row.boundAt != null))
                .isPresent();
    }

    @Override
    public Optional<ScopeDefinition> scopeDefinition(String id) {
        return database.read(s -> scopeDefinition(s, id));
    }

    private static Optional<ScopeDefinition> scopeDefinition(StatelessSession session, String id) {
        return Optional.ofNullable(session.get(ScopeDefinitionRow.class, id))
                .map(row -> new ScopeDefinition(
                        row.id,
                        row.profile,
                        row.version,
                        row.primaryScopeParamKey,
                        row.description,
                        row.readFilter,
                        row.writeFilter,
                        row.readWriteFilter,
                        models(row.readModels),
                        models(row.writeModels)));
    }

    private static ModelSet models(String names) {
        return names.isEmpty() ? ModelSet.ALL : ModelSet.of(List.of(names.split("\n")));
    }

    @Override
    public void save(ScopeDefinition definition) {
        if (!profiles.isEmpty() && !profiles.contains(definition.profile())) {
            LOG.warn(
                    "Scope definition {} is of profile {}, of which the application has no entity; its entities are of {}.",
                    definition.id(),
                    definition.profile(),
                    profiles);
        }
        ScopeDefinitionRow row = new ScopeDefinitionRow();
        row.id = definition.id();
        row.profile = definition.profile();
        row.version = definition.version();
        row.primaryScopeParamKey = definition.primaryScopeParamKey();
        row.description = definition.description();
        row.readFilter = definition.readFilterTemplate();
        row.writeFilter = definition.writeFilterTemplate();
        row.readWriteFilter = definition.readWriteFilterTemplate();
        row.readModels = String.join("\n", definition.readModels().names());
        row.writeModels = String.join("\n", definition.writeModels().names());
        database.inTransaction(s -> s.upsert(row));
    }

    @Override
    public void saveNonce(String id, Instant created, String ip) {
        NonceRow row = new NonceRow();
        row.id = id;
        row.created = created;
        row.ip = ip;
        database.inTransaction(s -> s.insert(row));
    }

    @Override
    public boolean useNonce(String id, Instant first, Instant last) {
        return database.transaction(s -> useNonce(s, id, first, last));
    }

    /** The same, inside of a transaction. */
    static boolean useNonce(StatelessSession session, String id, Instant first, Instant last) {
        NonceRow row = Ids.isId(id) ? session.get(NonceRow.class, id) : null;
        // Only the request whose delete removes the row has used the nonce.
        boolean used = row != null
                && session.createMutationQuery("delete from MorangoNonceRow n where n.id = :id")
                                .setParameter("id", id)
                                .executeUpdate()
                        == 1
                && !row.created.isBefore(first)
                && !row.created.isAfter(last);
        dropNonces(session, first);
        return used;
    }

    @Override
    public Instant latestTime(Instant now) {
        return time.latest(now);
    }

    @Override
    public void keepTime(Instant latest) {
        time.keep(latest);
    }

    @Override
    public void resetTime(Instant now) {
        time.reset(now);
    }

    @Override
    public void dropNonces(Instant createdBefore) {
        database.inTransaction(s -> dropNonces(s, createdBefore));
    }

    private static void dropNonces(StatelessSession s, Instant createdBefore) {
        s.createMutationQuery("delete from MorangoNonceRow n where n.created < :oldest")
                .setParameter("oldest", createdBefore)
                .executeUpdate();
    }

    @Override
    public SigningKey sharedKey() {
        Optional<SigningKey> present = database.read(this::sharedKey);
        if (present.isPresent()) {
            return present.get();
        }
        SigningKey made = SigningKey.generate(secrets.random());
        return database.transaction(s -> {
            Optional<SigningKey> meanwhile = sharedKey(s);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            SharedKeyRow row = new SharedKeyRow();
            row.id = SHARED_KEY;
            row.privateKey = secrets.hidden(made.toPem());
            s.insert(row);
            return made;
        });
    }

    private Optional<SigningKey> sharedKey(StatelessSession session) {
        return Optional.ofNullable(session.get(SharedKeyRow.class, SHARED_KEY))
                .map(row -> SigningKey.fromPem(secrets.shown(row.privateKey)));
    }
}
