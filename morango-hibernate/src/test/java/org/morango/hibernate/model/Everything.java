package org.morango.hibernate.model;

import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.Length;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity with an attribute of every supported type, some of them in a second table. */
@Entity
@SuppressWarnings("deprecation") // The old date types are tested here.
@SecondaryTable(name = "everything_more")
@Syncable(profile = "facilitydata", model = "everything")
public class Everything extends SyncableEntity {
    public Byte aByte;
    public Short aShort;
    public Integer anInteger;
    public Long aLong;
    public Float aFloat;
    public Double aDouble;
    public Boolean aBoolean;
    public Character aCharacter;

    @Column(length = Length.LONG32)
    public String text;

    @Column(precision = 30, scale = 10)
    public BigDecimal bigDecimal;

    @Column(precision = 38)
    public BigInteger bigInteger;

    public UUID uuid;

    @Column(length = 10_000)
    public byte[] bytes;

    @Column(length = 1_000)
    public char[] charArray;

    public Instant instant;
    public LocalDate localDate;

    @Column(columnDefinition = "time(6)")
    public LocalTime timeOfDay;

    public LocalDateTime localDateTime;
    public OffsetDateTime offsetDateTime;
    public ZonedDateTime zonedDateTime;

    @TimeZoneStorage(TimeZoneStorageType.COLUMN)
    public OffsetDateTime withItsOffset;

    public OffsetTime offsetTime;
    public Duration duration;
    public Period period;

    @Column(name = "a_year")
    public Year year;

    @Column(name = "a_month")
    public Month month;

    public YearMonth yearMonth;
    public MonthDay monthDay;
    public DayOfWeek dayOfWeek;
    public ZoneId zoneId;
    public ZoneOffset zoneOffset;

    @Temporal(TemporalType.TIMESTAMP)
    public Date moment;

    @Temporal(TemporalType.DATE)
    public Date dateAlone;

    @Temporal(TemporalType.DATE)
    public Calendar calendarDay;

    public Calendar calendar;
    public java.sql.Date sqlDate;
    public java.sql.Time sqlTime;
    public java.sql.Timestamp sqlTimestamp;
    public Locale locale;
    public Currency currency;
    public URL url;
    public TimeZone timeZone;
    public InetAddress address;

    @Column(table = "everything_more", length = Length.LONG32)
    public String elsewhere;

    @Basic
    @Column(table = "everything_more")
    public Integer[] numbers;

    @Override
    protected String partition() {
        return "everything";
    }
}
