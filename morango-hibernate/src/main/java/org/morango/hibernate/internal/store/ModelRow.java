package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.Length;
import org.hibernate.StatelessSession;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The members of a model, and where its rows were, when the application was last started. */
@Entity(name = "MorangoModelRow")
@IdClass(ModelRow.Key.class)
@Table(name = "morango_model")
public class ModelRow {
    @Id
    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Id
    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    /** Notes about its members, by name, as JSON. */
    @Column(name = "members", length = Length.LONG32, nullable = false)
    public String members = "";

    /** The members that its rows still have to get from the store, one a line; null if there are none. */
    @Column(name = "added", length = Length.LONG32)
    public @Nullable String added;

    /** The last record whose row has got these members. */
    @Column(name = "filled_to", length = 32, nullable = false)
    public String filledTo = "";

    /** Whether rows that were in the table before the library knew it have become records. */
    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "adopted", nullable = false)
    public boolean adopted;
    /** The model that stands for its hierarchy: rows of models with the same one have their keys in common. */
    @Column(name = "hierarchy", length = 100, nullable = false)
    public String hierarchy = "";

    /** How the ids of its records follow from its rows: the name of a {@code RowIdentity}. */
    @Column(name = "key_identity", length = 10, nullable = false)
    public String identity = "";

    /**
     * The table that holds the keys of its rows, as written in SQL; null if it also has rows of entities that are not
     * synced.
     */
    @Column(name = "key_table", length = 1000)
    public @Nullable String keyTable;

    /** The columns of the keys, as written in SQL, separated by a comma and a space; null if there is no table. */
    @Column(name = "key_column", length = 300)
    public @Nullable String keyColumn;

    /** The statement that selects the keys of its rows; null if soft deletion hides no rows of the table. */
    @Column(name = "key_query", length = 2000)
    public @Nullable String keyQuery;

    /** What gives new rows their numbers as keys, see {@link KeyNumbers#text}; null if nothing does. */
    @Column(name = "key_numbers", length = 500)
    public @Nullable String keyNumbers;

    /** Key of the row. */
    public record Key(String profile, String modelName) implements Serializable {}

    /** Returns whether the application had models at its last start. */
    public static boolean areAny(StatelessSession session) {
        return !session.createSelectionQuery("select m from MorangoModelRow m", ModelRow.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }
}
