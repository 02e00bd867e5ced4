package org.morango.hibernate.internal.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CustomType;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.KeyCodec.Column;
import org.morango.hibernate.internal.store.CompositeKey;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.KeyText;
import org.morango.hibernate.internal.store.KeyText.Form;
import org.morango.hibernate.internal.store.Triggers;

/** Says how the columns of keys become texts in SQL. */
public final class KeyTexts {
    private static final Set<Integer> INTEGERS =
            Set.of(SqlTypes.TINYINT, SqlTypes.SMALLINT, SqlTypes.INTEGER, SqlTypes.BIGINT);
    private static final Set<Integer> TEXTS = Set.of(
            SqlTypes.CHAR,
            SqlTypes.VARCHAR,
            SqlTypes.LONGVARCHAR,
            SqlTypes.LONG32VARCHAR,
            SqlTypes.NCHAR,
            SqlTypes.NVARCHAR,
            SqlTypes.LONGNVARCHAR,
            SqlTypes.LONG32NVARCHAR,
            SqlTypes.ENUM,
            SqlTypes.NAMED_ENUM);
    private static final Set<Integer> BYTES = Set.of(SqlTypes.BINARY, SqlTypes.VARBINARY);

    private KeyTexts() {}

    /**
     * Returns the columns of an entity's key.
     *
     * @throws MorangoException if triggers cannot write one as the library does
     */
    public static List<KeyText> of(EntityPersister entity, Triggers triggers) {
        List<KeyText> key = new ArrayList<>();
        for (Column column : KeyForm.of(entity).columns()) {
            Form form = form(column);
            if (form == null || !triggers.reads(form)) {
                throw new ModelException(
                        entity.getMappedClass(),
                        column.path(),
                        "triggers cannot write the text of a key of type "
                                + column.type().getSimpleName() + " as this database keeps it; leave out capture ="
                                + " TRIGGERS.");
            }
            key.add(new KeyText(column.name(), form, form == Form.ORDINAL ? constants(column.type()) : List.of()));
        }
        return key;
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(CompositeKey::text).toList();
    }

    private static @Nullable Form form(Column column) {
        JdbcMapping mapping = column.mapping();
        int sql = mapping.getJdbcType().getDefaultSqlTypeCode();
        if (mapping instanceof CustomType<?>) {
            return null;
        }
        if (mapping.getMappedJavaType() instanceof IdJavaType) {
            return sql == SqlTypes.UUID ? Form.ID : Form.ID_BYTES;
        }
        Class<?> type = column.type();
        if (type == UUID.class) {
            return sql == SqlTypes.UUID
                    ? Form.UUID
                    : BYTES.contains(sql) ? Form.UUID_BYTES : TEXTS.contains(sql) ? Form.UUID_TEXT : null;
        }
        if (column.isNumber()) {
            return INTEGERS.contains(sql)
                    ? Form.INTEGER
                    : sql == SqlTypes.NUMERIC || sql == SqlTypes.DECIMAL ? Form.DECIMAL : null;
        }
        if (type.isEnum() && INTEGERS.contains(sql)) {
            return Form.ORDINAL;
        }
        if (type == LocalDate.class) {
            return sql == SqlTypes.DATE || sql == SqlTypes.LOCAL_DATE ? Form.DATE : null;
        }
        if (type == Boolean.class) {
            return sql == SqlTypes.BOOLEAN || sql == SqlTypes.BIT ? Form.BOOLEAN : null;
        }
        return TEXTS.contains(sql) && (column.isText() || type.isEnum()) ? Form.TEXT : null;
    }
}
