package org.morango.hibernate.internal.model;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.Database;
import org.morango.replica.HeldBackKind;

/**
 * Reads rows a page at a time. If one of them cannot be read, halves the page until only that row is left out, and
 * finds the attribute at fault.
 */
public final class SafeReads {
    private final StatelessSession session;
    private final SyncableModel model;
    private final BiConsumer<String, UnfitException> unreadable;

    /** The attribute at fault in the last unreadable row. It is often the same in the next. */
    private @Nullable String suspect;

    /**
     * Makes a reader of one model's rows.
     *
     * @param unreadable receives the ids of rows that cannot be read, with the reason
     */
    public SafeReads(StatelessSession session, SyncableModel model, BiConsumer<String, UnfitException> unreadable) {
        this.session = session;
        this.model = model;
        this.unreadable = unreadable;
    }

    /** Returns the contents of these rows, as far as they can be read. */
    public List<RecordContent> select(List<String> ids) {
        List<RecordContent> read = new ArrayList<>(ids.size());
        read(ids, part -> RecordContent.select(session, model, part), read::addAll);
        return read;
    }

    /** Does the same as {@link EntityWriter#lockExisting}, as far as the rows can be read. */
    public Map<String, EntityWriter.Existing> lockExisting(EntityWriter entities, List<String> ids) {
        Map<String, EntityWriter.Existing> read = new HashMap<>();
        read(ids, entities::lockExisting, read::putAll);
        return read;
    }

    private <T> void read(List<String> ids, Function<List<String>, T> read, Consumer<T> found) {
        if (ids.isEmpty()) {
            return;
        }
        Attempt<T> attempt = attempt(() -> read.apply(ids));
        if (attempt.error() == null) {
            found.accept(attempt.result());
        } else if (ids.size() == 1) {
            unreadable.accept(ids.get(0), explained(ids.get(0), attempt.error()));
        } else {
            int half = ids.size() / 2;
            read(ids.subList(0, half), read, found);
            read(ids.subList(half, ids.size()), read, found);
        }
    }

    /** Outcome of an attempt to read. */
    private record Attempt<T>(@Nullable T result, @Nullable RuntimeException error) {}

    /** Reads in a savepoint: after an error of the database, PostgreSQL runs nothing else until that is rolled back. */
    private <T> Attempt<T> attempt(Supplier<T> read) {
        // Outside a transaction, each statement may have its own connection.
        Savepoint before =
                session.getTransaction().isActive() ? session.doReturningWork(Connection::setSavepoint) : null;
        T result;
        // The application's converters and types may throw anything.
        try {
            result = read.get();
        } catch (RuntimeException e) {
            if (Database.isConflict(e)) {
                throw e;
            }
            if (before != null) {
                session.doWork(connection -> connection.rollback(before));
            }
            return new Attempt<>(null, e);
        }
        if (before != null) {
            session.doWork(connection -> connection.releaseSavepoint(before));
        }
        return new Attempt<>(result, null);
    }

    private UnfitException explained(String id, RuntimeException error) {
        if (error instanceof UnfitException unfit) {
            return unfit;
        }
        String attribute = isUnreadable(id, suspect)
                ? suspect
                : attributes().stream()
                        .filter(name -> isUnreadable(id, name))
                        .findFirst()
                        .orElse(null);
        suspect = attribute;
        return new UnfitException(
                HeldBackKind.UNREADABLE,
                attribute,
                (attribute == null ? "The row" : "Attribute " + attribute) + " cannot be read: "
                        + Database.reason(error) + ". Mend the value, or the converter or type that reads it.");
    }

    private List<String> attributes() {
        List<String> names = new ArrayList<>();
        model.members().forEach(member -> names.add(member.attribute()));
        model.collections().forEach(collection -> names.add(collection.attribute()));
        return names;
    }

    private boolean isUnreadable(String id, @Nullable String attribute) {
        Optional<Member> member = model.members().stream()
                .filter(m -> m.attribute().equals(attribute))
                .findFirst();
        Optional<CollectionMember> collection = model.collections().stream()
                .filter(c -> c.attribute().equals(attribute))
                .findFirst();
        return (member.isPresent() && attempt(() -> value(id, member.get())).error() != null)
                || (collection.isPresent()
                        && attempt(() -> new CollectionRows(session, model, collection.get()).read(List.of(id)))
                                        .error()
                                != null);
    }

    private List<Object> value(String id, Member member) {
        return session.createSelectionQuery(
                        "select e." + member.selection() + " from " + model.entityName() + " e where e.id = :id",
                        Object.class)
                .setParameter("id", id)
                .getResultList();
    }
}
