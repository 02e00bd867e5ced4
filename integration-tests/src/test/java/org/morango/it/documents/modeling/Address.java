package org.morango.it.documents.modeling;

import jakarta.persistence.Embeddable;

@Embeddable
public record Address(String street, String town) {}
