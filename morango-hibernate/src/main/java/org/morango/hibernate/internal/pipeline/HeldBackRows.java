package org.morango.hibernate.internal.pipeline;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RecordLimits;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HeldBackRecords;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.RecordIdRule;
import org.morango.replica.HeldBack;
import org.morango.replica.HeldBackKind;

/**
 * Sets aside rows that cannot become records, so that they do not block others. No pass looks at such a row again until
 * it is changed, or until it is to be tried again.
 */
public final class HeldBackRows {
    private final StatelessSession session;
    private final long maxBytes;
    private final Clock clock;
    private final HeldBackRecords rows;
    private final HeldBackRecords records;
    private final List<HeldBack> added = new ArrayList<>();

    /**
     * Makes the log of one transaction. It holds back rows whose records would have more than {@code maxBytes} bytes,
     * among others.
     */
    public HeldBackRows(StatelessSession session, long maxBytes, Clock clock) {
        this.session = session;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.rows = HeldBackRecords.rows(session);
        this.records = HeldBackRecords.records(session);
    }

    /** Returns the rows that were not held back before this transaction. */
    public List<HeldBack> added() {
        return added;
    }

    /**
     * Returns a page of a model's rows that are being serialized.
     *
     * @param places what is noted of these rows, by id
     */
    Page page(SyncableModel model, List<String> ids, Map<String, ChangedRow> places) {
        return new Page(model, ids, places);
    }

    /** Releases rows that are gone or have become records. */
    void release(String profile, String modelName, Collection<String> ids) {
        rows.remove(profile, modelName, ids);
        records.remove(profile, modelName, ids);
    }

    /** One page. Rows that are held back are noted when it is closed. */
    final class Page {
        private final SyncableModel model;
        private final List<String> keys;
        private final RecordLimits limits;
        private final Map<String, HeldBack> held = new LinkedHashMap<>();
        private final Map<String, ChangedRow> places;
        private final Set<String> left = new HashSet<>();

        private Page(SyncableModel model, List<String> keys, Map<String, ChangedRow> places) {
            this.model = model;
            this.keys = keys;
            this.places = places;
            this.limits = new RecordLimits(model, maxBytes);
        }

        /** Returns the rows that can be read. */
        List<RecordContent> read(RecordContent.ReferenceIds references) {
            List<Object> sound = new ArrayList<>(keys.size());
            for (String key : keys) {
                attempt(key, () -> sound.add(limits.checkKey(key)));
            }
            return new SafeReads(session, model, (key, reason) -> hold(KeyCodec.text(key), reason))
                    .select(sound, references);
        }

        /** Returns those of the rows that were held back before. */
        Set<String> heldBefore() {
            return rows.of(model.profile(), model.name(), keys);
        }

        SyncableModel model() {
            return model;
        }

        List<String> keys() {
            return keys;
        }

        /** Leaves rows out: they are neither held back nor released. */
        void leave(Set<String> rows) {
            left.addAll(rows);
        }

        /**
         * Returns whether an id that a row and a stored record share belongs to the row, so that a peer has sent the
         * record under a wrong id.
         */
        boolean ownsIdOf(RecordContent content, StoreRow stored) {
            boolean isSame = stored.modelName.equals(model.name())
                    && stored.profile.equals(model.profile())
                    && stored.partition.equals(content.partition())
                    && stored.sourceId.equals(content.sourceId());
            return !isSame
                    && model.hasRecordIds()
                    && RecordIdRule.HASH.fits(content.id(), content.partition(), content.sourceId(), model.name())
                    && !RecordIdRule.HASH.fits(stored.id, stored.partition, stored.sourceId, stored.modelName);
        }

        /**
         * Checks a row that is to become a record, or to change one.
         *
         * @param stored the record of the same id; null if there is none
         * @throws UnfitException if it cannot be sent
         */
        void check(RecordContent content, @Nullable StoreRow stored) {
            if (stored != null && !(stored.profile.equals(model.profile()) && stored.modelName.equals(model.name()))) {
                throw UnfitException.sameId(stored.profile, stored.modelName);
            }
            if (stored != null
                    && !(stored.sourceId.equals(content.sourceId()) && stored.partition.equals(content.partition()))) {
                throw UnfitException.otherPlace(stored.sourceId, stored.partition);
            }
            limits.check(content);
        }

        /**
         * Returns the content as it is stored.
         *
         * @throws UnfitException if it is too large
         */
        String sized(RecordContent content, String serialized) {
            limits.checkSize(content, serialized);
            return serialized;
        }

        /** Runs work for a row that may fail for reasons of the application, and holds the row back if it fails. */
        void attempt(String id, Runnable work) {
            try {
                work.run();
            } catch (UnfitException e) {
                hold(id, e);
            } catch (RuntimeException e) {
                if (Database.isConflict(e) || Database.isRefusal(e)) {
                    throw e;
                }
                hold(id, HeldBackKind.UNFIT, null, "Its content cannot be made: " + Database.reason(e) + ".", null);
            }
        }

        private void hold(String id, UnfitException unfit) {
            hold(id, unfit.kind(), unfit.attribute(), unfit.reason(), unfit.size());
        }

        private void hold(
                String id, HeldBackKind kind, @Nullable String attribute, String reason, @Nullable Long size) {
            held.put(id, new HeldBack(model.profile(), model.name(), id, kind, attribute, reason, size));
        }

        /** Notes the rows that are held back, and releases the others. Returns the ids of those that are held back. */
        Set<String> close() {
            held.keySet().removeAll(left);
            added.addAll(rows.add(held.values(), clock.instant()));
            new Outbox(session)
                    .add(
                            model.profile(),
                            model.name(),
                            Outbox.Kind.HELD_BACK,
                            held.keySet().stream()
                                    .map(id -> places.getOrDefault(id, ChangedRow.of(id)))
                                    .toList());
            Set<String> rest = new HashSet<>(keys);
            rest.removeAll(held.keySet());
            rest.removeAll(left);
            release(model.profile(), model.name(), rest);
            return held.keySet();
        }
    }
}
