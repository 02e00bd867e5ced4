package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.internal.protocol.Json;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationKey;
import org.morango.record.Ids;
import org.morango.replica.InvitationStore;
import org.morango.replica.ReplicaException;
import tools.jackson.databind.JsonNode;

/** Invitations in the database. Every change is one conditional statement, so that only one of several nodes makes it. */
public final class HibernateInvitationStore implements InvitationStore {
    private final Database database;
    private final Secrets secrets;

    public HibernateInvitationStore(Database database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    @Override
    public void add(Invitation invitation, InvitationKey key) {
        InvitationRow row = new InvitationRow();
        row.id = invitation.id();
        row.rootId = invitation.rootId();
        row.issuerId = invitation.issuerId();
        row.scopeDefinition = invitation.scopeDefinitionId();
        row.scopeParams = Json.render(Json.object(invitation.scopeParams()));
        row.verifierKey = secrets.hidden(key.toText());
        row.label = invitation.label();
        row.created = kept(invitation.created());
        row.expires = kept(invitation.expires());
        database.inTransaction(s -> s.insert(row));
    }

    @Override
    public Optional<Invitation> find(String id) {
        return database.read(s -> row(s, id)).map(HibernateInvitationStore::invitation);
    }

    @Override
    public Optional<InvitationKey> key(String id) {
        return database.read(s -> row(s, id))
                .map(row -> secrets.shown(row.verifierKey))
                .map(InvitationKey::fromText);
    }

    private static Optional<InvitationRow> row(StatelessSession session, String id) {
        return Ids.isId(id) ? Optional.ofNullable(session.get(InvitationRow.class, id)) : Optional.empty();
    }

    private static Invitation invitation(InvitationRow row) {
        Map<String, String> params = new TreeMap<>();
        for (Map.Entry<String, JsonNode> param : Json.parse(row.scopeParams).properties()) {
            params.put(param.getKey(), param.getValue().stringValue());
        }
        return new Invitation(
                row.id,
                row.rootId,
                row.issuerId,
                row.scopeDefinition,
                params,
                row.label,
                row.created,
                row.expires,
                row.used,
                row.usedBy,
                row.usedByName,
                row.revoked);
    }

    @Override
    public List<Invitation> page(@Nullable Invitation after, int limit) {
        return database.read(s -> {
            String condition =
                    after == null ? "" : " where i.created <= :created and (i.created < :created or i.id < :id)";
            var query = s.createSelectionQuery(
                            "select i from MorangoInvitationRow i" + condition + " order by i.created desc, i.id desc",
                            InvitationRow.class)
                    .setMaxResults(limit);
            if (after != null) {
                query.setParameter("created", after.created()).setParameter("id", after.id());
            }
            return query.getResultStream()
                    .map(HibernateInvitationStore::invitation)
                    .toList();
        });
    }

    @Override
    public boolean revoke(String id, Instant at) {
        return database.transaction(s -> s.createMutationQuery("update MorangoInvitationRow i set i.revoked = :at"
                                + " where i.id = :id and i.used is null and i.revoked is null")
                        .setParameter("at", kept(at))
                        .setParameter("id", id)
                        .executeUpdate()
                == 1);
    }

    @Override
    public boolean redeem(String id, List<Certificate> chainRootFirst, String name, Instant at) {
        String leaf = chainRootFirst.get(chainRootFirst.size() - 1).id();
        return database.transaction(s -> {
            boolean isFirst = s.createMutationQuery("update MorangoInvitationRow i"
                                    + " set i.used = :at, i.usedBy = :certificate, i.usedByName = :name"
                                    + " where i.id = :id and i.used is null and i.revoked is null and i.expires > :at")
                            .setParameter("at", kept(at))
                            .setParameter("certificate", leaf)
                            .setParameter("name", name)
                            .setParameter("id", id)
                            .executeUpdate()
                    == 1;
            if (isFirst) {
                HibernateCertificateStore.save(s, chainRootFirst, null);
            }
            return isFirst;
        });
    }

    @Override
    public Optional<SigningKey> joiningKey(String id) {
        return database.read(s -> joining(s, id)).flatMap(this::key);
    }

    private static Optional<JoiningRow> joining(StatelessSession session, String id) {
        return Optional.ofNullable(session.get(JoiningRow.class, id));
    }

    private Optional<SigningKey> key(JoiningRow row) {
        return Optional.ofNullable(row.privateKey).map(secrets::shown).map(SigningKey::fromPem);
    }

    @Override
    public SigningKey beginJoining(String id, SigningKey made, Instant at) {
        try {
            database.inTransaction(s -> {
                Optional<JoiningRow> present = joining(s, id);
                if (present.flatMap(this::key).isEmpty()) {
                    JoiningRow row = present.orElseGet(JoiningRow::new);
                    row.id = id;
                    row.begun = kept(at);
                    row.privateKey = secrets.hidden(made.toPem());
                    row.certificateId = null;
                    if (present.isPresent()) {
                        s.update(row);
                    } else {
                        s.insert(row);
                    }
                }
            });
        } catch (ReplicaException e) {
            // Either another node was faster, or the database has a problem.
            return joiningKey(id).orElseThrow(() -> e);
        }
        return joiningKey(id).orElse(made);
    }

    @Override
    public void joined(String id, List<Certificate> chainRootFirst, SigningKey key) {
        String hidden = secrets.hidden(key.toPem());
        database.inTransaction(s -> {
            HibernateCertificateStore.save(s, chainRootFirst, hidden);
            s.createMutationQuery("update MorangoJoiningRow j set j.privateKey = null, j.certificateId = :certificate"
                            + " where j.id = :id")
                    .setParameter(
                            "certificate",
                            chainRootFirst.get(chainRootFirst.size() - 1).id())
                    .setParameter("id", id)
                    .executeUpdate();
        });
    }

    @Override
    public Optional<String> joined(String id) {
        return database.read(s -> joining(s, id)).map(row -> row.certificateId);
    }

    @Override
    public void removeOld(Instant before) {
        Instant limit = kept(before);
        if (database.read(s -> isAny(s, "MorangoInvitationRow r where r.expires", limit)
                || isAny(s, "MorangoJoiningRow r where r.begun", limit))) {
            database.inTransaction(s -> {
                delete(s, "MorangoInvitationRow r where r.expires", limit);
                delete(s, "MorangoJoiningRow r where r.begun", limit);
            });
        }
    }

    private static boolean isAny(StatelessSession session, String time, Instant limit) {
        return !session.createSelectionQuery("select r.id from " + time + " < :limit", String.class)
                .setParameter("limit", limit)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    private static void delete(StatelessSession session, String time, Instant limit) {
        session.createMutationQuery("delete from " + time + " < :limit")
                .setParameter("limit", limit)
                .executeUpdate();
    }

    /** Returns a time in milliseconds, the precision that all databases have. */
    private static Instant kept(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
