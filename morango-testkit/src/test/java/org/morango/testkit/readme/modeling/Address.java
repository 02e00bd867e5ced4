package org.morango.testkit.readme.modeling;

import jakarta.persistence.Embeddable;

@Embeddable
public record Address(String street, String town) {}
