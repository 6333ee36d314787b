"""Decidir si vale lo que se responde a un ejercicio y, si no, cuál de sus errores declarados es.

Los campos se miran en el orden del guion, y se habla del primero que falla. De un campo, gana la primera fila
que casa. A una función se la llama con todas sus entradas; lo que devuelve se compara con lo que devolvería
la buena y con lo que devolvería quien comete cada error.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from helpers.ejercicios.declaracion import (
    DE_CUENTA,
    Clase,
    Declarado,
    Ejercicio,
    ErrorDeGuion,
    Fila,
    Frase,
    Tolerancia,
)
from helpers.ejercicios.respuestas import (
    Campo,
    Fallo,
    Funcion,
    FuncionSinEscribir,
    Matriz,
    Numero,
    RespuestaIlegible,
    cerca,
    en_otra_unidad,
    intercambiadas,
)

A_OJO, EXACTA = Tolerancia(0.01), Tolerancia()


@dataclass(frozen=True)
class Veredicto:
    """Lo que se decide de una respuesta: si vale y qué decir."""

    acierto: bool
    mensaje: str


class _Dicho(Exception):
    """La respuesta está mal, y el mensaje es lo que se le dice al estudiante."""


@dataclass(frozen=True)
class _Llamada:
    """Una llamada a la función del estudiante, con lo que ha devuelto, ya leído, y lo que se esperaba."""

    ambito: Mapping[str, Any]
    dado: Any
    esperado: Any
    cambiado: bool
    bien: bool


def diagnosticar(ejercicio: Ejercicio, respuestas: Mapping[str, Any]) -> Veredicto:
    """Devuelve si las respuestas valen y qué decir. RespuestaIlegible si alguna no se puede comprobar."""
    mirada = _Mirada(ejercicio)
    try:
        leidas = mirada.leer(respuestas)
        mirada.campo_a_campo(leidas)
    except _Dicho as dicho:
        return Veredicto(False, str(dicho))
    return Veredicto(True, ejercicio.bien.decir(**leidas, frase=mirada.frase))


@dataclass(frozen=True)
class _Mirada:
    """Un ejercicio mientras se comprueba. Sus métodos lanzan _Dicho o RespuestaIlegible si algo no vale."""

    ejercicio: Ejercicio

    def frase(self, clave: str, **datos: Any) -> str:
        """La frase que se llama así, para usarla dentro de otra."""
        return self.ejercicio.claves()[clave].decir(**datos, frase=self.frase)

    def leer(self, respuestas: Mapping[str, Any]) -> dict[str, Any]:
        leidas = {}
        for campo in self.ejercicio.campos:
            lector = Funcion() if campo.es_funcion else campo.campo
            try:
                leidas[campo.nombre] = lector.leer(campo.nombre, respuestas[campo.nombre])
            except Fallo as fallo:
                self._decir_fallo(fallo, campo)
        return leidas

    def campo_a_campo(self, leidas: Mapping[str, Any]) -> None:
        for fila in self.ejercicio.filas:
            if fila.clase is Clase.SI and _vale(fila, leidas):
                self._decir(fila.frase, None, leidas)
        self._cruces(leidas)
        for campo in self.ejercicio.campos:
            try:
                self._funcion(campo, leidas) if campo.es_funcion else self._valor(campo, leidas)
            except Fallo as fallo:
                self._decir_fallo(fallo, campo)

    def _cruces(self, leidas: Mapping[str, Any]) -> None:
        cruzables = [campo for campo in self.ejercicio.campos if campo.nombre in self.ejercicio.cruces]
        dadas = {campo.nombre: leidas[campo.nombre] for campo in cruzables}
        correctas = {campo.nombre: campo.correcta(**leidas) for campo in cruzables}
        if frase := intercambiadas(dadas, correctas, self.ejercicio.tolerancia_de_cruce.relativa):
            raise _Dicho(frase)

    def _valor(self, campo: Declarado, leidas: Mapping[str, Any]) -> None:
        valor, tolerancia = leidas[campo.nombre], campo.tolerancia or _de_serie(campo.campo)
        esperado = campo.correcta(**leidas) if campo.correcta else None
        ambito = {**leidas, "campo": campo.nombre, "dado": valor, "esperado": esperado}
        if campo.condicion:
            bien = bool(campo.condicion(**ambito))
        else:
            bien = campo.correcta is None or coincide(valor, esperado, tolerancia)
        if bien:
            return self._primera(campo, Clase.PERO_SI, ambito)
        for fila in campo.filas:
            if fila.clase is Clase.UNIDAD:
                self._unidad(fila, campo, leidas)
            elif fila.clase is Clase.VALOR:
                if coincide(valor, _calcular(fila, ambito), fila.tolerancia or _de_serie(campo.campo)):
                    self._decir(fila.frase, campo, ambito)
            elif fila.clase is Clase.SI_NO or (fila.clase is Clase.SI and _vale(fila, ambito)):
                self._decir(fila.frase, campo, ambito)
        raise AssertionError(f"al campo {campo.nombre} le falta su «si no»")

    def _unidad(self, fila: Fila, campo: Declarado, leidas: Mapping[str, Any]) -> None:
        correcta = campo.correcta(**leidas)
        frase = en_otra_unidad(leidas[campo.nombre], correcta, fila.clave, fila.tolerancia.relativa)
        if frase:
            raise _Dicho(_con_sujeto(frase[:1].lower() + frase[1:], campo))

    def _funcion(self, campo: Declarado, leidas: Mapping[str, Any]) -> None:
        hechas: list[_Llamada] = []
        for entrada in campo.entradas():
            try:
                hechas.append(self._llamar(campo, leidas, entrada))
            except FuncionSinEscribir:
                raise
            except (RespuestaIlegible, _Dicho, Fallo):
                if all(llamada.bien for llamada in hechas):
                    raise
                break  # ya antes devolvía algo malo: se habla de eso
        peor = next((llamada for llamada in hechas if not llamada.bien), hechas[-1])
        ambito = {**peor.ambito, "dado": peor.dado, "esperado": peor.esperado}
        ambito |= {"dadas": [h.dado for h in hechas], "esperadas": [h.esperado for h in hechas]}
        ambito |= {"cambiado": any(llamada.cambiado for llamada in hechas)}
        if peor.bien:
            return self._primera(campo, Clase.PERO_SI, ambito)
        for fila in campo.filas:
            if fila.clase in DE_CUENTA:
                tolerancia = fila.tolerancia or campo.tolerancia or A_OJO
                miradas = hechas if fila.clase is Clase.VALOR else [peor]
                if all(coincide(h.dado, _calcular(fila, h.ambito), tolerancia) for h in miradas):
                    self._decir(fila.frase, campo, ambito)
            elif fila.clase is Clase.SI_NO or (fila.clase is Clase.SI and _vale(fila, ambito)):
                self._decir(fila.frase, campo, ambito)
        raise AssertionError(f"a la función {campo.nombre} le falta su «si no»")

    def _llamar(self, campo: Declarado, leidas: Mapping[str, Any], entrada: Any) -> _Llamada:
        valores = entrada if len(campo.argumentos) > 1 else (entrada,)
        propios = copy.deepcopy(valores)
        ambito = {**leidas, **dict(zip(campo.argumentos, valores, strict=True))}
        funcion = leidas[campo.nombre]
        try:
            dado = campo.llamar()(funcion, *propios) if campo.llamar else funcion(*propios)
        except FuncionSinEscribir:
            raise
        except RespuestaIlegible as motivo:
            self._primera(campo, Clase.SALTA, {**ambito, "error": motivo.__cause__ or motivo})
            raise
        self._primera(campo, Clase.DEVUELVE, {**ambito, "dado": dado, "forma": _forma(dado)})
        lector = campo.lector(**ambito)
        leido = lector.leer(campo.rotulo.decir(**ambito), dado)
        esperado = campo.correcta(**ambito) if campo.correcta else None
        cambiado = not coincide(propios, valores, EXACTA)
        if campo.condicion:
            con_lo_dado = {**ambito, "dado": leido, "esperado": esperado, "cambiado": cambiado}
            bien = bool(campo.condicion(**con_lo_dado))
        else:
            bien = campo.correcta is None or coincide(leido, esperado, campo.tolerancia or _de_serie(lector))
        return _Llamada(ambito, leido, esperado, cambiado, bien)

    def _primera(self, campo: Declarado, clase: Clase, ambito: Mapping[str, Any]) -> None:
        """Dice la frase de la primera fila de esa clase que se cumple, si hay alguna."""
        for fila in campo.filas:
            if fila.clase is clase and _vale(fila, ambito):
                self._decir(fila.frase, campo, ambito)

    def _decir_fallo(self, fallo: Fallo, campo: Declarado) -> NoReturn:
        self._decir(self.ejercicio.claves()[fallo.clave], campo, fallo.datos)

    def _decir(self, frase: Frase, campo: Declarado | None, ambito: Mapping[str, Any]) -> NoReturn:
        texto = _con_sujeto(frase.decir(**{**ambito, "frase": self.frase}), campo)
        raise RespuestaIlegible(texto) if frase.ilegible else _Dicho(texto)


def coincide(dado: Any, esperado: Any, tolerancia: Tolerancia) -> bool:
    """Si dos valores son el mismo: números y matrices, con tolerancia; listas, parte a parte."""
    if isinstance(dado, str) or isinstance(esperado, str):
        return isinstance(dado, str) and dado == esperado
    try:
        return cerca(dado, esperado, tolerancia.relativa, tolerancia.absoluta)
    except (TypeError, ValueError):
        pass
    if isinstance(dado, Sequence) and isinstance(esperado, Sequence):
        return len(dado) == len(esperado) and all(
            coincide(a, b, tolerancia) for a, b in zip(dado, esperado, strict=True)
        )
    return type(dado) is type(esperado) and bool(np.all(dado == esperado))


def _de_serie(campo: Campo) -> Tolerancia:
    """La tolerancia de una fila o un campo que no la dice: un 1 % en lo que se mide; en lo demás, ninguna."""
    return A_OJO if isinstance(campo, (Numero, Matriz)) else EXACTA


def _vale(fila: Fila, ambito: Mapping[str, Any]) -> bool:
    return bool(_calcular(fila, ambito))


def _calcular(fila: Fila, ambito: Mapping[str, Any]) -> Any:
    """La expresión de una fila, o None si con esa respuesta no se puede calcular: entonces no casa.

    Si para calcularla se llama a la función del estudiante y lo que falla es ella, se le dice.
    """
    with np.errstate(all="ignore"):
        try:
            return fila.expresion(**ambito)
        except (ErrorDeGuion, RespuestaIlegible, Fallo):
            raise
        except Exception:
            return None


def _con_sujeto(frase: str, campo: Declarado | None) -> str:
    """A una frase que no empieza en mayúscula ni por código se le pone delante de qué campo habla."""
    principio = frase.lstrip("¿¡«(*")[:1]
    if campo is None or principio.isupper() or principio == "`":
        return frase
    es_funcion = campo.es_funcion or isinstance(campo.campo, Funcion)
    return f"`{campo.nombre}`{'' if es_funcion else ':'} {frase}"


def _forma(dado: Any) -> tuple[int, ...] | None:
    """La forma de lo que devuelve una función; None si no es una tabla de números."""
    if hasattr(dado, "shape"):
        return tuple(dado.shape)
    try:
        return np.shape(np.asarray(dado, float))
    except (TypeError, ValueError, RuntimeError):  # RuntimeError: una lista de tensores con gradiente
        return None
