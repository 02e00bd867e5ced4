package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

/** Postal address. Unknown parts are null. */
@Embeddable
public record Address(
        @Column(length = 120) @Nullable String street,
        @Column(length = 10) @Nullable String postalCode,
        @Column(length = 80) @Nullable String city) {}
