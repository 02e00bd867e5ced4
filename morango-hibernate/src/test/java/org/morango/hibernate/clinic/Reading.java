package org.morango.hibernate.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.hibernate.annotations.FractionalSeconds;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.type.SqlTypes;
import org.morango.hibernate.mapping.Syncable;

/** An entity with values that databases keep in other forms than those in which they are given. */
@Entity
@Syncable(profile = "facilitydata", model = "reading")
public class Reading {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(precision = 12, scale = 4)
    public BigDecimal amount;

    public Instant takenAt;

    @SuppressWarnings("removal") // The line of Hibernate 6.6 has nothing else.
    @FractionalSeconds(0)
    public Instant reportedAt;

    public LocalDateTime writtenAt;

    @TimeZoneStorage(TimeZoneStorageType.NORMALIZE_UTC)
    public OffsetDateTime sentAt;

    public LocalTime openAt;

    @JdbcTypeCode(SqlTypes.CHAR)
    @Column(length = 6)
    public String code;

    public Double share;
    public UUID device;

    /** Sets the values as they are in a record before a database has changed them. */
    public Reading set(Instant time) {
        amount = new BigDecimal("12.5");
        takenAt = time;
        reportedAt = time;
        writtenAt = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        sentAt = time.atOffset(ZoneOffset.ofHours(2));
        openAt = writtenAt.toLocalTime();
        code = "AB";
        share = 0.1;
        device = new UUID(0, time.getEpochSecond());
        return this;
    }
}
