package org.morango.it.database;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.testkit.InMemoryReplica;

/** A thing that moves when its place changes, and with its crate. */
@Entity(name = "Parcel")
@Syncable(profile = InMemoryReplica.PROFILE, model = "parcel", partition = "${root}:${place}:${crate}:")
class Parcel extends Numbered {
    @Nullable
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    Crate crate;

    @Override
    @Nullable
    Crate parent() {
        return crate;
    }

    @Override
    void refer(@Nullable Numbered parent) {
        crate = (Crate) parent;
    }
}
