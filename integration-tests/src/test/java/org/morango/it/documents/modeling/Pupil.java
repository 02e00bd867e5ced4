package org.morango.it.documents.modeling;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "school", model = "pupil", partition = "${root}:pupils")
public class Pupil {
    @Id
    @GeneratedValue
    private Long id;

    @Column(unique = true)
    private String username;

    @SyncName(value = "full_name", aliases = "name")
    private String fullName;

    @ManyToOne(fetch = FetchType.LAZY)
    private Teacher teacher;

    protected Pupil() {}

    public Pupil(String username, String fullName, Teacher teacher) {
        this.username = username;
        this.fullName = fullName;
        this.teacher = teacher;
    }

    public String username() {
        return username;
    }

    public String fullName() {
        return fullName;
    }

    public Teacher teacher() {
        return teacher;
    }
}
