package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "school", model = "teacher", partition = "${root}:teachers")
public class Teacher {
    @Id
    @GeneratedValue
    private Long id;
}
