package org.morango.hibernate.internal.store;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.util.Objects;
import org.hibernate.Length;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;

/** The serialized copy of one record, with its version and history. */
@Entity(name = "MorangoStoreRow")
@Table(
        name = "morango_store",
        indexes = {
            @Index(name = "morango_store_version", columnList = "last_saved_instance, last_saved_counter, id"),
            // Begins with the key, because H2 looks up a list of values only in the first column of an index.
            @Index(name = "morango_store_key", columnList = "local_key, model_name")
        })
public class StoreRow {
    /** A condition on rows {@code s}: the record has conflicting contents that differ from its current content. */
    public static final String LOST =
            "s.conflicts <> '' and (s.deleted = true or s.conflicts <> concat(s.content, '\n'))";

    @Id
    @JavaType(IdJavaType.class)
    @Column(name = "id", length = IdJavaType.BYTES, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    @Column(name = "record_partition", length = 1000, nullable = false)
    public String partition = "";

    @Column(name = "source_id", length = 1000, nullable = false)
    public String sourceId = "";

    /** The content and the conflicting contents as stored; null if they have to be made from the whole ones. */
    @Transient
    private @Nullable String content;

    @Transient
    private @Nullable String conflicts;

    /** The whole contents; null if they have to be made from what is stored. */
    @Transient
    private @Nullable String serialized = "";

    @Transient
    private @Nullable String conflictingData = "";

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "deleted", nullable = false)
    public boolean deleted;

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "hard_deleted", nullable = false)
    public boolean hardDeleted;

    @JavaType(IdJavaType.class)
    @Column(name = "last_saved_instance", length = IdJavaType.BYTES, nullable = false)
    public String lastSavedInstance = "";

    @Column(name = "last_saved_counter", nullable = false)
    public long lastSavedCounter;

    /** The history as text, without the record's own version if that is the last of its instance. */
    @Column(name = "history", length = Length.LONG32, nullable = false)
    private String earlier = "";

    /** The number of instances in the whole history. */
    @Column(name = "history_size", nullable = false)
    public int historySize;

    /**
     * The contents from which the current one was made, if the model's conflict strategy needs them. They do not
     * travel.
     */
    @Column(name = "ancestors", length = Length.LONG32)
    public @Nullable String ancestors;

    /**
     * The members that an adapter has changed in the application's row, with the values of the row; null if it has
     * changed none.
     */
    @Column(name = "adapted", length = Length.LONG32)
    public @Nullable String adapted;

    /** The record of the same model to which it refers; null if there is none. See {@link #selfReference()}. */
    @JavaType(IdJavaType.class)
    @Column(name = "self_reference", length = IdJavaType.BYTES)
    private @Nullable String selfReference;

    /**
     * The record that continues this hard-deleted one in another partition, if both say so; null if there is none.
     * References to this record lead to that one. It does not travel: each peer finds it by the contents of both.
     */
    @JavaType(IdJavaType.class)
    @Column(name = "successor", length = IdJavaType.BYTES)
    public @Nullable String successor;

    /**
     * The key of the application's row, as text; null if there is no row, or if its key is the record's id.
     */
    @Column(name = "local_key")
    public @Nullable String localKey;

    /** Sets the source id and the partition. The short forms of the contents depend on them. */
    public void place(String itsSourceId, String itsPartition) {
        serialized(serialized());
        conflictingData(conflictingData());
        sourceId = itsSourceId;
        partition = itsPartition;
    }

    /** Returns the content, in its short form. See {@link CompactContent}. */
    @Access(AccessType.PROPERTY)
    @Column(name = "content", length = Length.LONG32, nullable = false)
    public String getContent() {
        return content == null
                ? CompactContent.shorten(Objects.requireNonNull(serialized), id, sourceId, partition)
                : content;
    }

    public void setContent(String stored) {
        content = stored;
        serialized = null;
    }

    /** Returns the conflicting contents, one a line, the first in its short form. */
    @Access(AccessType.PROPERTY)
    @Column(name = "conflicting_contents", length = Length.LONG32, nullable = false)
    public String getConflicts() {
        return conflicts == null
                ? CompactContent.shorten(Objects.requireNonNull(conflictingData), id, sourceId, partition)
                : conflicts;
    }

    public void setConflicts(String stored) {
        conflicts = stored;
        conflictingData = null;
    }

    public RecordVersion version() {
        return new RecordVersion(lastSavedInstance, lastSavedCounter);
    }

    /** Returns the whole history. */
    public RecordHistory history() {
        RecordHistory history = RecordHistory.decode(earlier);
        return history.knows(new RecordVersion(lastSavedInstance, 0)) ? history : history.with(version());
    }

    /** Sets the version and the whole history. */
    public void version(RecordVersion version, RecordHistory history) {
        lastSavedInstance = version.instance();
        lastSavedCounter = version.counter();
        boolean isLast = history.counter(lastSavedInstance) == lastSavedCounter;
        earlier = (isLast ? history.atMost(new RecordVersion(lastSavedInstance, 0)) : history).encode();
        historySize = history.size();
    }

    /** Returns the whole content. */
    public String serialized() {
        if (serialized == null) {
            serialized = CompactContent.whole(Objects.requireNonNull(content), id, sourceId, partition);
        }
        return serialized;
    }

    /** Sets the whole content. */
    public void serialized(String whole) {
        serialized = whole;
        content = null;
    }

    /** Returns the conflicting contents, one a line. */
    public String conflictingData() {
        if (conflictingData == null) {
            conflictingData = CompactContent.whole(Objects.requireNonNull(conflicts), id, sourceId, partition);
        }
        return conflictingData;
    }

    /** Sets the conflicting contents, one a line. */
    public void conflictingData(String whole) {
        conflictingData = whole;
        conflicts = null;
    }

    /** Returns the whole content of a record of which this is stored. */
    public static String whole(String content, String id, String sourceId, String partition) {
        return CompactContent.whole(content, id, sourceId, partition);
    }

    /** Returns a JSON object with the members of a stored content, perhaps without those that identify the record. */
    public static String members(String content) {
        return CompactContent.members(content);
    }

    /** Returns the id of the record of the same model to which it refers; empty if there is none. */
    public String selfReference() {
        return selfReference == null ? "" : selfReference;
    }

    /** Sets the id of the record of the same model to which it refers; empty for none. */
    public void selfReference(String id) {
        selfReference = id.isEmpty() ? null : id;
    }
}
