package org.morango.hibernate.shapes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Session;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** Mapped superclasses with Integer keys, lookup rows that every site has, and a many-to-many. */
public final class PetClinic implements PublicApplication {
    @MappedSuperclass
    public abstract static class Base {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private Integer id;

        public Integer getId() {
            return id;
        }
    }

    @MappedSuperclass
    public abstract static class Named extends Base {
        @Column(nullable = false, unique = true)
        protected String name;
    }

    @MappedSuperclass
    public abstract static class Human extends Base {
        protected String firstName;
        protected String lastName;
    }

    @Entity
    @Syncable(profile = "p", model = "keeper", partition = "${root}:keepers:${id}:")
    public static class Keeper extends Human {
        private String telephone;

        @OneToMany(mappedBy = "keeper")
        private List<Animal> animals = new ArrayList<>();
    }

    @Entity
    @Syncable(profile = "p", model = "kind", identity = Identity.NATURAL, natural = "name")
    public static class Kind extends Named {}

    @Entity
    @Syncable(profile = "p", model = "animal", partition = "${root}:keepers:${keeper}:")
    public static class Animal extends Base {
        private String name;

        @Column(name = "born_on")
        private LocalDate birthDate;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "kind_id")
        private Kind kind;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        private Keeper keeper;
    }

    @Entity
    @Syncable(profile = "p", model = "checkup")
    public static class Checkup extends Base {
        @Column(name = "held_on")
        private LocalDate date;

        private String description;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        private Animal animal;
    }

    @Entity
    @Syncable(profile = "p", model = "skill", identity = Identity.NATURAL, natural = "name")
    public static class Skill extends Named {}

    @Entity
    @Table(name = "doctors")
    @Syncable(profile = "p", model = "doctor")
    public static class Doctor extends Human {
        @ManyToMany
        @JoinTable(
                name = "doctor_skills",
                joinColumns = @JoinColumn(name = "doctor_id"),
                inverseJoinColumns = @JoinColumn(name = "skill_id"))
        private Set<Skill> skills = new LinkedHashSet<>();
    }

    @Override
    public List<Class<?>> entities() {
        return List.of(Keeper.class, Kind.class, Animal.class, Checkup.class, Skill.class, Doctor.class);
    }

    @Override
    public void fill(Session session, String site) {
        Kind cat = new Kind();
        cat.name = "cat";
        Kind other = new Kind();
        other.name = "kind of " + site;
        Skill surgery = new Skill();
        surgery.name = "surgery";
        Skill special = new Skill();
        special.name = "skill of " + site;
        // The sites have inserted the common rows in another order, so that these have other numbers.
        List<Object> seeds =
                site.equals("here") ? List.of(cat, other, surgery, special) : List.of(other, cat, special, surgery);
        seeds.forEach(session::persist);
        Keeper keeper = new Keeper();
        keeper.firstName = "Ann";
        keeper.lastName = site;
        keeper.telephone = "555 " + site;
        session.persist(keeper);
        for (int i = 0; i < 3; i++) {
            Animal animal = new Animal();
            animal.name = "animal " + i + " of " + site;
            animal.birthDate = LocalDate.of(2020, 1, 1 + i);
            animal.kind = i == 0 ? cat : i == 1 ? other : null;
            animal.keeper = keeper;
            session.persist(animal);
            Checkup checkup = new Checkup();
            checkup.animal = animal;
            checkup.date = LocalDate.of(2026, 2, 3);
            checkup.description = "checkup " + i + " at " + site;
            session.persist(checkup);
        }
        Doctor doctor = new Doctor();
        doctor.firstName = "Doc";
        doctor.lastName = site;
        doctor.skills.add(surgery);
        doctor.skills.add(special);
        session.persist(doctor);
    }

    @Override
    public void change(Session session, String site) {
        PublicApplication.find(session, Keeper.class, "lastName", site).telephone = "new";
        PublicApplication.find(session, Animal.class, "name", "animal 1 of " + site).kind =
                PublicApplication.find(session, Kind.class, "name", "cat");
        PublicApplication.find(session, Doctor.class, "lastName", site)
                .skills
                .remove(PublicApplication.find(session, Skill.class, "name", "surgery"));
        session.remove(PublicApplication.find(session, Checkup.class, "description", "checkup 2 at " + site));
        session.remove(PublicApplication.find(session, Animal.class, "name", "animal 2 of " + site));
    }
}
