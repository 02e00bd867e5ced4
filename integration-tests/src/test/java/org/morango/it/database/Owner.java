package org.morango.it.database;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.testkit.InMemoryReplica;

/** A thing that two peers may enter at the same time. */
@Entity(name = "Owner")
@Table(uniqueConstraints = @UniqueConstraint(columnNames = "tag"))
@Syncable(profile = InMemoryReplica.PROFILE, model = "owner", partition = "${root}:${place}:")
class Owner extends Numbered {
    @Override
    @Nullable
    Numbered parent() {
        return null;
    }

    @Override
    void refer(@Nullable Numbered parent) {}
}
