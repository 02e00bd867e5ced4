package org.morango.it.database;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.OnConflict;
import org.morango.hibernate.mapping.Syncable;
import org.morango.testkit.InMemoryReplica;

/** A thing that moves when its place changes. */
@Entity(name = "Crate")
@Syncable(
        profile = InMemoryReplica.PROFILE,
        model = "crate",
        partition = "${root}:${place}:",
        onConflict = OnConflict.FIELD_BY_FIELD)
class Crate extends Numbered {
    @Nullable
    @ManyToOne(fetch = FetchType.LAZY)
    Owner owner;

    @Override
    @Nullable
    Owner parent() {
        return owner;
    }

    @Override
    void refer(@Nullable Numbered parent) {
        owner = (Owner) parent;
    }
}
