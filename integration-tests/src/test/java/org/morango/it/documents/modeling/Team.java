package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "school", model = "team")
public class Team {
    @Id
    @GeneratedValue
    private Long id;
}
