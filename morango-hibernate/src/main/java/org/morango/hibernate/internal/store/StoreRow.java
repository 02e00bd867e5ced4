package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import org.hibernate.Length;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

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
            "s.conflictingData <> '' and (s.deleted = true or s.conflictingData <> concat(s.serialized, '\n'))";

    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    @Column(name = "record_partition", length = 1000, nullable = false)
    public String partition = "";

    @Column(name = "source_id", length = 1000, nullable = false)
    public String sourceId = "";

    @Column(name = "serialized", length = Length.LONG32, nullable = false)
    public String serialized = "";

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "deleted", nullable = false)
    public boolean deleted;

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "hard_deleted", nullable = false)
    public boolean hardDeleted;

    @Column(name = "last_saved_instance", length = 32, nullable = false)
    public String lastSavedInstance = "";

    @Column(name = "last_saved_counter", nullable = false)
    public long lastSavedCounter;

    @Column(name = "history", length = Length.LONG32, nullable = false)
    public String history = "";

    @Column(name = "history_size", nullable = false)
    public int historySize;

    @Column(name = "conflicting_serialized_data", length = Length.LONG32, nullable = false)
    public String conflictingData = "";

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

    @Column(name = "self_reference", length = 32, nullable = false)
    public String selfReference = "";

    /**
     * The key of the application's row, as text; null if there is no row, or if its key is the record's id.
     */
    @Column(name = "local_key")
    public @Nullable String localKey;
}
