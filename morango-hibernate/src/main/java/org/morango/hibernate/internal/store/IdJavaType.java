package org.morango.hibernate.internal.store;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.AbstractClassJavaType;
import org.hibernate.type.descriptor.java.ImmutableMutabilityPlan;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcTypeIndicators;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.text.LogText;
import org.morango.record.Ids;

/**
 * Keeps ids of 32 hexadecimal digits in half the space: as UUIDs where the database has a type for them that takes any
 * 128 bits, otherwise as 16 bytes. Either way, the database orders them as their digits are ordered.
 */
public final class IdJavaType extends AbstractClassJavaType<String> {
    private static final long serialVersionUID = 1L;

    /** Length of an id in the database. */
    static final int BYTES = 16;

    /** The first id in the order of ids. */
    private static final String LOWEST = "0".repeat(2 * BYTES);

    /** The last id in the order of ids. */
    public static final String HIGHEST = "f".repeat(2 * BYTES);

    private static final HexFormat HEX = HexFormat.of();

    public IdJavaType() {
        super(String.class, ImmutableMutabilityPlan.instance(), Comparator.naturalOrder());
    }

    /** Returns the operator that selects the ids after this one; all ids, if it is empty. */
    public static String above(String id) {
        return id.isEmpty() ? " >= " : " > ";
    }

    /**
     * Returns the id, or the lowest of all if it is empty.
     *
     * @throws MorangoException if it is not an id
     */
    public static String orLowest(String id) {
        if (id.isEmpty()) {
            return LOWEST;
        }
        if (!Ids.isId(id)) {
            throw new MorangoException("\"" + LogText.plain(id)
                    + "\" is not the id of a record. Give the last id of the page before, or none for the first page.");
        }
        return id;
    }

    @Override
    public JdbcType getRecommendedJdbcType(JdbcTypeIndicators indicators) {
        // MariaDB's UUIDs have to be of the standard's variant, and have another order.
        boolean isNative = !(indicators.getDialect() instanceof MariaDBDialect)
                && indicators.getTypeConfiguration().getJdbcTypeRegistry().hasRegisteredDescriptor(SqlTypes.UUID);
        return indicators.getJdbcType(isNative ? SqlTypes.UUID : SqlTypes.BINARY);
    }

    @Override
    public long getDefaultSqlLength(Dialect dialect, JdbcType jdbcType) {
        return BYTES;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <X> @Nullable X unwrap(@Nullable String id, Class<X> type, WrapperOptions options) {
        if (id == null || type == String.class) {
            return (X) id;
        }
        if (type == UUID.class) {
            return (X) new UUID(
                    HexFormat.fromHexDigitsToLong(id, 0, BYTES), HexFormat.fromHexDigitsToLong(id, BYTES, 2 * BYTES));
        }
        if (type == byte[].class) {
            return (X) HEX.parseHex(id);
        }
        throw unknownUnwrap(type);
    }

    @Override
    public <X> @Nullable String wrap(@Nullable X value, WrapperOptions options) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        if (value instanceof UUID id) {
            return HEX.toHexDigits(id.getMostSignificantBits()) + HEX.toHexDigits(id.getLeastSignificantBits());
        }
        if (value instanceof byte[] bytes) {
            return HEX.formatHex(bytes);
        }
        throw unknownWrap(value.getClass());
    }
}
