"""Invented people: given and family names from everywhere, put together by chance; nobody real is meant."""

import re
import unicodedata
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

GIVEN = """
Abena Adaeze Agnieszka Ahmed Aiko Aino Alejandra Alibek Amara Amélie Anahí Ananya Andile Anh Aoife Aroha Arjun
Astrid Ayşe Babajide Bartłomiej Beatriz Benedikta Bilal Björn Blessing Bogdan Caoimhe Carlos Catalina Chiara Chidi
Chinedu Cleo Daisuke Dalia Damir Danika Darius Deepika Desta Dilnoza Dmitri Ebony Eero Efua Eilidh Elif Emeka
Émile Enrique Esi Esperanza Eun-ji Ewa Fatima Fernanda Femi Finn Freya Gabriela Giorgi Grace Guadalupe Gwen Hamza
Hana Haruto Helga Hineni Hoàng Hugo Ibrahim Idris Ilse Imani Inês Ioana Isidora Itzel Ivana Jae-won Jakub Jamal
Jasper Jelena Joaquín Jörg Juanita Kaito Kalani Kamau Karim Katarzyna Kavya Keanu Kenji Khadija Kofi Lakshmi Lars
Latoya Leilani Leonie Liam Linh Lucía Ludmila Luka Maeve Magnus Malia Manuela Marek Mariam Marisol Mateo Matilde
Mei-ling Mercy Milica Minh Miriam Mohamed Moana Mustafa Nadia Naledi Nasrin Natalia Ngozi Niamh Nikhil Nilufar
Noor Nuria Obinna Oksana Olena Olumide Omar Ondřej Paloma Parvati Pedro Petra Priya Quentin Rafael Rania Renée
Rhys Rohan Rosalind Ruslan Saanvi Saoirse Samir Santiago Sefa Selin Seo-yeon Shanice Shira Sigrid Simone Siobhán
Sofia Søren Sunita Svetlana Taavi Tadesse Talia Tamar Tariq Tatiana Teo Thabo Thandiwe Thảo Tomáš Tunde Ulrike
Uma Valentina Vikram Violet Wanjiru Wei Wikitoria Xiomara Yael Yara Yaw Yevhen Yuki Yusuf Zahra Zainab Zofia Zoltán
"""
FAMILY = """
Abdi Abebe Achterberg Adeyemi Afolabi Aguirre Ahmadi Akintola Albuquerque Almeida Amankwah Andersson Aoki Arslan
Asante Aydın Azevedo Bakshi Balogun Banerjee Barzani Begum Bergström Bianchi Blackwood Boateng Boyko Brannigan
Bui Burak Calloway Cárdenas Castellanos Çelik Chaudhry Chávez Chen Chukwu Ciobanu Coleman Cruz Dang Delacroix
Demir Desai Diallo Dimitrov Dlamini Dossantos Đặng Duarte Eklund Elmasry Eriksen Escobedo Estrada Eze Farah
Fashola Ferreira Figueroa Fitzgerald Fonoti Forsberg Fujimoto Gallego Gebre Ghorbani Gjoka Grabowski Gunawardena
Guðmundsdóttir Gutiérrez Hakimi Haraldsen Hassan Heikkinen Hernández Hirata Hoang Horváth Hossain Hřebíček Huang
Ibarra Iliescu Islam Ivanenko Jankauskas Jaramillo Jayasuriya Johansdotter Juarez Kaczmarek Kamara Kapoor Karimov
Kaya Keahi Kealoha Kelleher Khumalo Kim Kowalczyk Kuznetsova Laakso Lindqvist Lombardi Lozano Mabaso MacAllister
Madrigal Mahlangu Majewski Maldonado Manukyan Marchetti Mbeki Mehta Mensah Mizrahi Mkhize Moreau Mutua Nakamura
Nasser Navarro Ndiaye Nguyen Nkosi Novák Nwosu O’Connell O’Shaughnessy Obi Odhiambo Okafor Okonkwo Olsen Onyango
Ortega Osei Owusu Özdemir Pacheco Palakurthi Papadopoulou Park Patel Pereira Petrosyan Phạm Popescu Quispe Quintero
Rahman Ramanujan Rasmussen Redcloud Reyes Rinaldi Rojas Romero Saito Salazar Sánchez Santoro Schäfer Sesay Shapiro
Sharma Shimizu Silva Sithole Sokolova Solís Stavrou Sultani Szabó Takahashi Tamihana Tavares Tekle Thapa Tiwari
Toivonen Torres Tran Tuilagi Uddin Ueda Valdez Vanderlinden Vargas Villanueva Vu Wambui Wanjiku Weiß Whitehorse
Wiśniewska Wolde Xu Yamamoto Yeboah Yılmaz Zamora Zhang Zielińska Zulu Žukauskas
"""
# Names that try a page: long, short, one word, other scripts, several families.
UNUSUAL = [
    "Maximiliana-Theodora Achterberg-Hohenschwangau van den Bosch",
    "Bo Li",
    "Suryani",
    "김서연",
    "Олена Бойченко",
    "Ngọc Ánh Nguyễn Thị",
    "María Guadalupe del Carmen Fernández de la Cueva Enríquez",
    "ليلى الحداد",
    "Ō Jun",
    "Jean-Baptiste d’Arcy-Montclair",
    "Ποθητή Σταύρου",
    "Oluwatobiloba Oluwanifemi Adebayo-Ogunleye",
]
PREFERRED = [
    "Alex",
    "Bee",
    "Chris",
    "Dani",
    "Jo",
    "Kit",
    "Lou",
    "Max",
    "Mika",
    "Nico",
    "Robin",
    "Sam",
    "Sky",
    "Tay",
]
PRONOUNS = ["she/her", "he/him", "they/them", "she/they", "he/they", "ze/hir", "any pronouns"]


class Person(NamedTuple):
    name: str
    email: str
    preferred_name: str
    pronouns: str


def _address(name: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("ø", "o").replace("ß", "ss"))
    words = re.findall(r"[a-z]+", plain.encode("ascii", "ignore").decode().lower().replace("'", ""))
    return f"{'.'.join(words[:2]) or 'student'}{number}@example.org"


def people(chance: Random) -> Iterator[Person]:
    """Invented people without end, the same for the same chance; no two share an address."""
    given, family = GIVEN.split(), FAMILY.split()
    number = 0
    while True:
        number += 1
        usual = f"{chance.choice(given)} {chance.choice(family)}"
        name = UNUSUAL[number // 17 % len(UNUSUAL)] if number % 17 == 0 else usual
        yield Person(
            name=name,
            email=_address(name, number),
            preferred_name=chance.choice(PREFERRED) if chance.random() < 0.12 else "",
            pronouns=chance.choice(PRONOUNS) if chance.random() < 0.55 else "",
        )
