package org.morango.it.documents.modeling;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OrderColumn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncFormat;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "school", model = "person")
public class Person {
    @Id
    @GeneratedValue
    private Long id;

    @SyncName("e_mail")
    private String mailAddress;

    private Address home;

    @SyncFormat(HexColor.class)
    private int color;

    @ElementCollection
    private Set<String> nicknames;

    @ElementCollection
    private Map<String, BigDecimal> grades;

    @ManyToMany
    @OrderColumn
    private List<Team> teams;

    @NotSynced
    private String note;

    protected Person() {}

    public Person(List<Team> teams) {
        this.mailAddress = "ada@example.org";
        this.home = new Address("Elm", "York");
        this.color = 0x00ff7f;
        this.nicknames = Set.of("A", "B");
        this.grades = Map.of("art", new BigDecimal("1.00"));
        this.teams = teams;
        this.note = "mine";
    }
}
