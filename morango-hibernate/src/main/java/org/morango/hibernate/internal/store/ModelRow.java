package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.Length;
import org.jspecify.annotations.Nullable;

/** The members of a model when the application was last started. */
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

    /** Key of the row. */
    public record Key(String profile, String modelName) implements Serializable {}
}
