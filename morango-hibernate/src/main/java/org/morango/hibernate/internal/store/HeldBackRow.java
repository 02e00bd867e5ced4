package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.Length;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.replica.HeldBack;

/** A row that has not become a record, or a record that is not sent, and why. */
@Entity(name = "MorangoHeldBackRow")
@IdClass(HeldBackRow.Key.class)
@Table(name = "morango_held_back")
public class HeldBackRow {
    /** The origin of a row of the application that cannot be serialized. */
    public static final String ROW = "row";

    /** The origin of a record of the store that cannot be sent. */
    public static final String RECORD = "record";

    /** The origin of a record that was received and cannot be stored. */
    public static final String RECEIVED = "received";

    private static final int MAX_ID = 255;

    @Id
    @Column(name = "origin", length = 10, nullable = false)
    public String origin = "";

    @Id
    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Id
    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    /** The row's id, cut to the length of the column. */
    @Id
    @Column(name = "id", length = MAX_ID, nullable = false)
    public String id = "";

    @Column(name = "kind", length = 20, nullable = false)
    public String kind = "";

    @Column(name = "attribute")
    public @Nullable String attribute;

    @Column(name = "reason", length = Length.LONG32, nullable = false)
    public String reason = "";

    @Column(name = "record_size")
    public @Nullable Long size;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "held_since", nullable = false)
    public Instant since = Instant.EPOCH;

    /** Key of the row. */
    public record Key(String origin, String profile, String modelName, String id) implements Serializable {}

    static HeldBackRow of(String origin, HeldBack held, Instant since) {
        HeldBackRow row = new HeldBackRow();
        row.origin = origin;
        row.profile = held.profile();
        row.modelName = held.modelName();
        row.id = id(held.id());
        row.kind = held.kind().name();
        row.attribute = held.attribute() == null ? null : id(held.attribute());
        // PostgreSQL does not keep NUL, and no database keeps half a character. The reason may quote either.
        row.reason = held.reason().replace('\0', '\uFFFD').replaceAll("\\p{Cs}", "\uFFFD");
        row.size = held.size();
        row.since = since;
        return row;
    }

    static String id(String text) {
        return text.length() <= MAX_ID ? text : text.substring(0, MAX_ID);
    }
}
