package org.morango.hibernate.model;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.UUID;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity with an attribute of every common type. */
@Entity
@Syncable(profile = "facilitydata", model = "sample")
public class Sample extends SyncableEntity {
    /** Stored by name and by number. */
    public enum Color {
        RED,
        GREEN
    }

    /** Stored as a text by a converter. */
    public record Score(int points) {}

    /** Work that a test runs when a score has been read. */
    public static volatile Runnable afterReading = () -> {};

    public String text;
    public boolean sure;
    public Boolean maybe;
    public char letter = 'x';
    public byte tiny;
    public short small;
    public int whole;
    public long large;
    public BigInteger huge;
    public float single;
    public double approximate;
    public BigDecimal exact;
    public UUID uuid;
    public byte[] bytes;

    @Column(name = "moment")
    public Instant instant;

    public LocalDateTime wallClock;
    public LocalDate birthday;
    public LocalTime timeOfDay;
    public Duration duration;

    @Enumerated(EnumType.STRING)
    public Color named;

    @Enumerated(EnumType.ORDINAL)
    public Color numbered;

    @Convert(converter = ScoreConverter.class)
    public Score score;

    @Override
    protected String partition() {
        return "samples";
    }

    /** See {@link Score}. */
    @Converter
    public static class ScoreConverter implements AttributeConverter<Score, String> {
        @Override
        public String convertToDatabaseColumn(Score score) {
            return score == null ? null : String.format(Locale.ROOT, "%d points", score.points());
        }

        @Override
        public Score convertToEntityAttribute(String text) {
            if (text == null) {
                return null;
            }
            afterReading.run();
            return new Score(Integer.parseInt(text.replace(" points", "")));
        }
    }
}
