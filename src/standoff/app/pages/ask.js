import{c as t}from"./shared-XULBUBBD.js";function i(){return t("p",{class:"wait"},"Ask")}export{i as Ask};
