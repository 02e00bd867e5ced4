package org.morango.it.database;

import jakarta.persistence.Column;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import org.jspecify.annotations.Nullable;

/** An entity that each database numbers itself. Where its rows belong follows from their place. */
@MappedSuperclass
abstract class Numbered {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    String tag = "";
    String place = "";

    @Column(nullable = false)
    int token;

    /** Returns the row to which it refers. */
    abstract @Nullable Numbered parent();

    abstract void refer(@Nullable Numbered parent);
}
